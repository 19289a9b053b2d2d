import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly title: string;
  readonly kind?: 'number' | 'code' | 'place' | 'bars';
  readonly cell: (row: Row) => ComponentChildren;
}

interface DataTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Rows that are not there because they would be too many. */
  readonly more?: number | undefined;
  readonly isSelected?: (row: Row) => boolean;
}

/** A table that scrolls sideways within itself where it is too wide. */
export function DataTable<Row>({ caption, columns, rows, more, isSelected }: DataTableProps<Row>) {
  if (rows.length === 0) return null;
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, kind }) => (
              <th key={title} scope="col" class={kind}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} class={isSelected?.(row) === true ? 'selected' : undefined}>
              {columns.map(({ title, kind, cell }) => (
                <td key={title} class={kind}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more !== undefined && more > 0 && (
        <p class="note">and {more} more: deadwait --output json lists them all</p>
      )}
    </div>
  );
}
