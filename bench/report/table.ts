import type { Growth, Row } from '../work.ts';
import { cellsOf, describeGrowth, showSeconds, TITLES } from './figures.ts';

/** The rows as a table of aligned columns; without the columns in which nothing stands. */
export function renderTable(rows: readonly Row[]): string {
  const table = [TITLES, ...rows.map(cellsOf)];
  const widths = TITLES.map((_, column) =>
    Math.max(...table.map((cells) => [...(cells[column] ?? '')].length)),
  );
  const used = TITLES.map((_, column) => table.slice(1).some((cells) => cells[column] !== ''));
  return table
    .map((cells) =>
      cells
        .flatMap((cell, column) =>
          used[column] === true ? cell + ' '.repeat((widths[column] ?? 0) - [...cell].length) : [],
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function renderGrowth(growth: Growth): string {
  const points = growth.points.map(
    ({ size, seconds }) => `${Number(size.toPrecision(3))}: ${showSeconds(seconds)}`,
  );
  return `${growth.work}, ${growth.unit}\n  ${points.join('   ')}\n  ${describeGrowth(growth)}`;
}
