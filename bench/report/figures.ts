import { formatBytes, formatCount } from '../../src/wording/figures.ts';
import { fitLine } from '../measure/statistics.ts';
import type { Figure, Growth, Row } from '../work.ts';

/** `0.095 s`, `1.2 s`, `25 s`. */
export function showSeconds(seconds: number): string {
  return `${seconds < 1 ? seconds.toFixed(3) : seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
}

/** How many times longer theirs takes, the fastest run of each. */
export function ratioOf({ ours, theirs }: Row): number | undefined {
  return theirs === undefined ? undefined : theirs.bestSeconds / ours.bestSeconds;
}

/** `0.12 s / 16.3 s: 136 ×`: the time on processors, which hardly depends on what else the machine does. */
function showCpu({ ours, theirs }: Row): string {
  if (ours.cpuSeconds === undefined) return '';
  const own = showSeconds(ours.cpuSeconds);
  if (theirs?.cpuSeconds === undefined) return own;
  return `${own} / ${showSeconds(theirs.cpuSeconds)}: ${showRatio(theirs.cpuSeconds / ours.cpuSeconds)}`;
}

function showRatio(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(2) : formatCount(Math.round(ratio))} ×`;
}

/** A row as cells, as TITLES names them. */
export function cellsOf(row: Row): readonly string[] {
  const ratio = ratioOf(row);
  return [
    row.work,
    row.size,
    `${row.ours.name}: ${showFigure(row.ours)}`,
    row.theirs === undefined ? '' : `${row.theirs.name}: ${showFigure(row.theirs)}`,
    ratio === undefined ? '' : showRatio(ratio),
    showCpu(row),
    [row.ours, row.theirs]
      .flatMap((figure) => (figure?.peakBytes === undefined ? [] : formatBytes(figure.peakBytes)))
      .join(' / '),
    row.note ?? '',
    targetOf(row),
  ];
}

export const TITLES = [
  'work',
  'size',
  'ours',
  'theirs',
  'ratio',
  'processor time',
  'peak memory',
  '',
  'target',
] as const;

/** What of the target was reached: `≥ 30 ×: reached`, `≤ 3 s: missed`. */
function targetOf(row: Row): string {
  const { target } = row;
  if (target === undefined) return '';
  const ratio = ratioOf(row) ?? Number.NaN;
  const judged = (says: string, reached: boolean): string => `${says}: ${reached ? 'reached' : 'missed'}`;
  return [
    target.ratio === undefined ? [] : judged(`≥ ${target.ratio} ×`, ratio >= target.ratio),
    target.seconds === undefined
      ? []
      : judged(`≤ ${target.seconds} s`, row.ours.bestSeconds <= target.seconds),
    target.peakBytes === undefined
      ? []
      : judged(`≤ ${formatBytes(target.peakBytes)}`, (row.ours.peakBytes ?? Number.NaN) <= target.peakBytes),
  ]
    .flat()
    .join(', ');
}

/** `0.49 s per GB + 0.06 s; a straight line explains 99.9 %`. */
export function describeGrowth({ unit, points }: Growth): string {
  const { slope, intercept, explained } = fitLine(
    points.map(({ size, seconds }) => ({ x: size, y: seconds })),
  );
  const rest = `${intercept < 0 ? '−' : '+'} ${Math.abs(intercept).toPrecision(2)} s`;
  return `${slope.toPrecision(3)} s per ${unit} ${rest}; a straight line explains ${(explained * 100).toFixed(1)} % of it`;
}

/** Best, and the median where it says something else. */
function showFigure({ bestSeconds, medianSeconds }: Figure): string {
  const best = showSeconds(bestSeconds);
  const middle = showSeconds(medianSeconds);
  return best === middle ? best : `${best} (median ${middle})`;
}
