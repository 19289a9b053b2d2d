/**
 * A table of cells that are Markdown already. Columns without a single value are left out; empty without rows.
 */
export function renderTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const shown = titles.flatMap((_, column) =>
    rows.some((row) => (row[column] ?? '') !== '') ? [column] : [],
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(shown.map((column) => titles[column] ?? '')),
    line(shown.map(() => '---')),
    ...rows.map((row) => line(shown.map((column) => row[column] ?? ''))),
  ].join('\n');
}
