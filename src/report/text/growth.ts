import type { Growth } from '../../model/diagnosis.ts';
import { formatCount } from '../../wording/figures.ts';
import { describeGrowth } from '../growth.ts';
import type { History } from '../history/history.ts';
import { gapOf, type Line, type Pen } from './pen.ts';
import { drawSparkline } from './pictures/sparkline.ts';
import { proseRoom, renderEntry } from './section.ts';

/** With fewer moments than these, the figures say it all. */
const LEAST_POINTS = 6;
/** What came all at once is no curve. */
const LEAST_LEVELS = 4;
const TITLE = 11;

/** When the leak began and how fast it grows, in words below the picture of its history. */
export function renderGrowth(
  pen: Pen,
  growth: Growth,
  capturedAt: string | undefined,
  history: History | undefined,
): Line[] {
  const says = describeGrowth(growth, capturedAt);
  const entry = says.length === 0 ? [] : renderEntry(pen, 'growth', says.join(' '), TITLE);
  const picture = history === undefined ? undefined : renderHistory(pen, history, growth.beganAt);
  if (picture === undefined) return entry;
  return [
    [gapOf(2), pen.span('growth', 'dim'), gapOf(TITLE + 2 - 'growth'.length), ...picture],
    ...entry.map((line, index): Line => (index === 0 ? [gapOf(TITLE + 4), ...line.slice(3)] : line)),
  ];
}

/** From when the leak began until now. */
function renderHistory(pen: Pen, { points, unit }: History, beganAt: string | undefined): Line | undefined {
  const [first] = points;
  const last = points.at(-1);
  const moments = new Set(points.map(([at]) => at)).size;
  if (first === undefined || last === undefined || moments < LEAST_POINTS) return undefined;
  const began = beganAt === undefined ? Number.NaN : Date.parse(beganAt);
  const whole = began < first[0] ? [[began, 0] as const, ...points] : points;
  const words = `${formatCount(last[1])} ${unit} now`;
  const columns = Math.min(48, proseRoom(pen, TITLE + 6) - words.length);
  if (columns < 16) return undefined;
  const picture = drawSparkline(whole, columns);
  if (new Set(picture).size < LEAST_LEVELS) return undefined;
  return [pen.span(picture, 'warn'), gapOf(2), pen.span(words)];
}
