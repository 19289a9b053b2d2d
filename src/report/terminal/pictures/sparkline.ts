/** `[when, how much]`; in the order of time. */
export type Point = readonly [number, number];

/** Without the full block: rows that stand above each other would become one surface. */
const LEVELS = '▁▂▃▄▅▆▇';

/** From which value to which the blocks reach: from `least`, the lowest block, over `span` or more. */
export interface Scale {
  readonly least: number;
  readonly span: number;
}

/**
 * What was held over time, in so many columns of equal time: `▁▂▂▃▄▅▆▇`. Each shows what was held at its end; a blank, where nothing
 * was. The highest block is the most that was ever held.
 */
export function drawSparkline(
  points: readonly Point[],
  columns: number,
  { least, span }: Scale = { least: 0, span: 0 },
): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return '';
  const most = points.reduce((top, [, held]) => Math.max(top, held), least + span);
  const step = (last[0] - first[0]) / columns;
  let next = 0;
  let held = 0;
  let line = '';
  for (let column = 1; column <= columns; column++) {
    const end = column === columns ? last[0] : first[0] + step * column;
    for (let point = points[next]; point !== undefined && point[0] <= end; point = points[++next])
      held = point[1];
    line += blockOf(held, least, most);
  }
  return line;
}

function blockOf(held: number, least: number, most: number): string {
  if (held <= 0) return ' ';
  const ratio = most <= least ? 0 : (held - least) / (most - least);
  return LEVELS[Math.min(LEVELS.length - 1, Math.max(0, Math.round(ratio * (LEVELS.length - 1))))] ?? ' ';
}
