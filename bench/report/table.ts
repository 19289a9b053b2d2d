import { displayWidth } from '../../src/report/terminal/columns.ts';
import type { Growth, Row, Table } from '../work.ts';
import { cellsOf, describeGrowth, showSeconds, TITLES } from './figures.ts';

/** What was measured, as a table of aligned columns. */
export function renderRows(rows: readonly Row[]): string {
  return aligned([TITLES, ...rows.map(cellsOf)]);
}

export function renderTable({ title, head, rows }: Table): string {
  return `${title}\n\n${aligned([head, ...rows])}`;
}

export function renderGrowth(growth: Growth): string {
  const points = growth.points.map(
    ({ size, seconds }) => `${Number(size.toPrecision(3))}: ${showSeconds(seconds)}`,
  );
  return `${growth.work}, ${growth.unit}\n  ${points.join('   ')}\n  ${describeGrowth(growth)}`;
}

/** Without the columns in which nothing stands below the head. */
function aligned(table: readonly (readonly string[])[]): string {
  const columns = (table[0] ?? []).map((_, column) => table.map((cells) => cells[column] ?? ''));
  const widths = columns.map((cells) => Math.max(...cells.map((cell) => displayWidth(cell))));
  const used = columns.map((cells) => cells.slice(1).some((cell) => cell !== ''));
  const padded = (cell: string, column: number): string =>
    cell + ' '.repeat((widths[column] ?? 0) - displayWidth(cell));
  return table
    .map((cells) =>
      cells
        .map(padded)
        .filter((_, column) => used[column] === true)
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
