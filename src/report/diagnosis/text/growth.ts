import type { Growth } from '../../../model/diagnosis.ts';
import { formatCount } from '../../../wording/figures.ts';
import { describeGrowth, describeWindow } from '../growth.ts';
import type { History } from '../history/history.ts';
import { gapOf, type Line, type Pen } from '../../terminal/pen.ts';
import { drawSparkline } from '../../terminal/pictures/sparkline.ts';
import { proseRoom, renderEntry } from './section.ts';

/** With fewer moments than these, the figures say it all. */
const LEAST_POINTS = 6;
/** What came all at once is no curve. */
const LEAST_LEVELS = 4;
const TITLE = 11;
const MOST_COLUMNS = 48;
const WIDE_COLUMNS = 32;
const FEWEST_COLUMNS = 16;

/** When the leak started and how fast it grows, in words below the picture of its history, where the window of its rate is marked. */
export function renderGrowth(
  pen: Pen,
  growth: Growth,
  capturedAt: string | undefined,
  history: History | undefined,
): Line[] {
  const says = describeGrowth(growth, capturedAt);
  const entry = says.length === 0 ? [] : renderEntry(pen, 'growth', says.join(' '), TITLE);
  const picture = history === undefined ? undefined : renderHistory(pen, history, growth);
  if (picture === undefined) return entry;
  return [
    ...picture.map((line, index): Line =>
      index === 0
        ? [gapOf(2), pen.span('growth', 'dim'), gapOf(TITLE + 2 - 'growth'.length), ...line]
        : [gapOf(TITLE + 4), ...line],
    ),
    ...entry.map((line, index): Line => (index === 0 ? [gapOf(TITLE + 4), ...line.slice(3)] : line)),
  ];
}

/** From when the leak started until now. */
function renderHistory(
  pen: Pen,
  { points, unit }: History,
  { beganAt, window, limit }: Growth,
): Line[] | undefined {
  const [first] = points;
  const last = points.at(-1);
  const moments = new Set(points.map(([at]) => at)).size;
  if (first === undefined || last === undefined || moments < LEAST_POINTS) return undefined;
  const began = beganAt === undefined ? Number.NaN : Date.parse(beganAt);
  const whole = began < first[0] ? [[began, 0] as const, ...points] : points;
  const held = `${formatCount(last[1])} ${unit} now`;
  const [words, columns] = fit(pen, [
    ...(limit === undefined || unit === 'goroutines' ? [] : [`${held}, limit ${formatCount(limit)}`]),
    held,
  ]);
  if (columns < FEWEST_COLUMNS) return undefined;
  const picture = drawSparkline(whole, columns);
  if (new Set(picture).size < LEAST_LEVELS) return undefined;
  const marked = window === undefined ? [] : [markWindow(pen, window, whole, columns)];
  return [[pen.span(picture, 'warn'), gapOf(2), pen.span(words)], ...marked];
}

/** The longest words that leave room for a picture, and the columns of that. */
function fit(pen: Pen, choices: readonly string[]): readonly [string, number] {
  const sizes = choices.map(
    (words) => [words, Math.min(MOST_COLUMNS, proseRoom(pen, TITLE + 6) - words.length)] as const,
  );
  return sizes.find(([, columns]) => columns >= WIDE_COLUMNS) ?? sizes.at(-1) ?? ['', 0];
}

/** A bar below the columns that the rate was read from. */
function markWindow(
  pen: Pen,
  window: NonNullable<Growth['window']>,
  points: History['points'],
  columns: number,
): Line {
  const start = points[0]?.[0] ?? 0;
  const step = ((points.at(-1)?.[0] ?? 0) - start) / columns;
  const columnOf = (iso: string): number => (Date.parse(iso) - start) / step;
  const to = Math.min(columns, Math.max(1, Math.ceil(columnOf(window.to))));
  const from = Math.min(to - 1, Math.max(0, Math.floor(columnOf(window.from))));
  return [
    gapOf(from),
    pen.span('━'.repeat(to - from), 'dim'),
    gapOf(columns - to + 2),
    pen.span(`rate over the last ${describeWindow(window)}`, 'dim'),
  ];
}
