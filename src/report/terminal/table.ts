import { displayWidth } from './columns.ts';
import { gapOf, type Line, type Pen, type Tone } from './pen.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut to this many columns when the table is too wide; columns without it are never cut. */
  readonly shrinksTo?: number;
  readonly tone?: Tone;
}

/** Text, or what a pen has drawn already, which is never cut. */
export type Cell = string | Line | undefined;

const BETWEEN = 2;

/**
 * An aligned table with a dimmed head. Columns without a single value are left out; where the table is wider than
 * `room`, the widest column that may shrink gives way first.
 */
export function renderTable(
  pen: Pen,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  room: number,
): Line[] {
  const shown = columns
    .map((column, index) => ({ column, index, cells: rows.map((row) => drawn(pen, row[index], column)) }))
    .filter(({ cells }) => cells.some((cell) => widthOf(cell) > 0))
    .map(({ column, index, cells }) => ({
      column,
      index,
      cells,
      width: cells.reduce((most, cell) => Math.max(most, widthOf(cell)), displayWidth(column.title)),
    }));
  shrink(shown, room);
  const head = shown.map(({ column, width }) =>
    aligned([pen.cut(column.title, width, 'dim')], width, column.align),
  );
  const body = rows.map((_, row) =>
    shown.map(({ column, index, cells, width }) =>
      aligned(fitted(pen, rows[row]?.[index], cells[row] ?? [], width), width, column.align),
    ),
  );
  return [head, ...body].map((cells) =>
    cells.flatMap((cell, index) => (index === 0 ? cell : [gapOf(BETWEEN), ...cell])),
  );
}

interface Shown {
  readonly column: Column;
  width: number;
}

function shrink(shown: readonly Shown[], room: number): void {
  const total = (): number => shown.reduce((sum, { width }) => sum + width + BETWEEN, -BETWEEN);
  for (let excess = total() - room; excess > 0; excess = total() - room) {
    const slack = ({ column, width }: Shown): number =>
      column.shrinksTo === undefined ? 0 : width - column.shrinksTo;
    const widest = shown.reduce<Shown | undefined>(
      (most, each) => (slack(each) > 0 && (most === undefined || each.width > most.width) ? each : most),
      undefined,
    );
    if (widest === undefined) return;
    widest.width--;
  }
}

function drawn(pen: Pen, cell: Cell, { tone = 'plain' }: Column): Line {
  return typeof cell === 'object' ? cell : [pen.span(cell ?? '', tone)];
}

function widthOf(cell: Line): number {
  return cell.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

/** Text is cut to the width; what is drawn stays as it is. */
function fitted(pen: Pen, cell: Cell, line: Line, width: number): Line {
  const [text] = line;
  return typeof cell === 'object' || text === undefined ? line : [pen.cut(text.text, width, text.tone)];
}

function aligned(cell: Line, width: number, align: Column['align'] = 'left'): Line {
  const blank = gapOf(width - widthOf(cell));
  return align === 'right' ? [blank, ...cell] : [...cell, blank];
}
