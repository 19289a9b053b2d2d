import { displayWidth } from './columns.ts';
import { gapOf, type Line, type Pen, type Span, type Tone } from './pen.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut to this many columns when the table is too wide; columns without it are never cut. */
  readonly shrinksTo?: number;
  readonly tone?: Tone;
}

const BETWEEN = 2;

/**
 * An aligned table with a dimmed head. Columns without a single value are left out; where the table is wider than
 * `room`, the widest column that may shrink gives way first.
 */
export function renderTable(
  pen: Pen,
  columns: readonly Column[],
  rows: readonly (readonly (string | undefined)[])[],
  room: number,
): Line[] {
  const shown = columns
    .map((column, index) => ({ column, cells: rows.map((row) => pen.span(row[index] ?? '').text) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map(({ column, cells }) => ({
      column,
      cells,
      width: cells.reduce((most, cell) => Math.max(most, displayWidth(cell)), displayWidth(column.title)),
    }));
  shrink(shown, room);
  const head = shown.map(({ column, width }) =>
    aligned(pen.cut(column.title, width, 'dim'), width, column.align),
  );
  const body = rows.map((_, row) =>
    shown.map(({ column, cells, width }) =>
      aligned(pen.cut(cells[row] ?? '', width, column.tone ?? 'plain'), width, column.align),
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

function aligned(span: Span, width: number, align: Column['align'] = 'left'): Line {
  const blank = gapOf(width - displayWidth(span.text));
  return align === 'right' ? [blank, span] : [span, blank];
}
