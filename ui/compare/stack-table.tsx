import { useState } from 'preact/hooks';
import type { Change } from '../../src/model/comparison.ts';
import { formatChange, formatRate } from '../../src/wording/change.ts';
import { formatCount } from '../../src/wording/figures.ts';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { BeforeAfterBar } from './before-after-bar.tsx';
import { degreeOf, wordsOf } from './degree.ts';

const ROWS_AT_FIRST = 25;

/** A changed group, with the names of its stack, root first. */
export interface StackRow extends Change {
  readonly place: string;
  readonly state?: string;
  readonly createdBy?: string;
  readonly names: readonly string[];
}

interface StackTableProps {
  readonly caption: string;
  readonly rows: readonly StackRow[];
  /** Rows that the comparison left out, of all daemons. */
  readonly omitted: number;
  readonly words: string;
  readonly format: (size: number) => string;
  readonly onSelect: (names: readonly string[]) => void;
}

/** The changed groups in words, largest change first; a click shows one in the tree. */
export function StackTable({ caption, rows, omitted, words, format, onSelect }: StackTableProps) {
  const [all, setAll] = useState(false);
  const found =
    words === '' ? rows : rows.filter(({ names }) => names.join('\n').toLowerCase().includes(words));
  const most = Math.max(1, ...found.map(({ before, after }) => Math.max(before, after)));
  const hasStates = rows.some(({ state }) => state !== undefined);
  const hasCreators = rows.some(({ createdBy }) => createdBy !== undefined);
  return (
    <>
      <DataTable
        caption={caption}
        rows={all ? found : found.slice(0, ROWS_AT_FIRST)}
        columns={[
          ...changeColumns<StackRow>(format, most),
          {
            title: 'in',
            kind: 'code',
            cell: ({ place, names }) => (
              <button type="button" class="link" onClick={() => onSelect(names)}>
                <Safe text={place} inline />
              </button>
            ),
          },
          ...(hasStates
            ? [
                {
                  title: 'state',
                  cell: ({ state }: StackRow) => state !== undefined && <Safe text={state} />,
                },
              ]
            : []),
          ...(hasCreators
            ? [
                {
                  title: 'started by',
                  kind: 'code' as const,
                  cell: ({ createdBy }: StackRow) => createdBy !== undefined && <Safe text={createdBy} />,
                },
              ]
            : []),
        ]}
      />
      {!all && found.length > ROWS_AT_FIRST && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          Show all {formatCount(found.length)}
        </button>
      )}
      {omitted > 0 && (
        <p class="note">{formatCount(omitted)} groups of all daemons with smaller changes are left out.</p>
      )}
    </>
  );
}

/** What a row was and is, in figures, as bars on one scale, and in a word. */
export function changeColumns<Row extends Change>(
  format: (size: number) => string,
  most: number,
): readonly Column<Row>[] {
  return [
    { title: 'before', kind: 'number', cell: ({ before }) => format(before) },
    { title: 'after', kind: 'number', cell: ({ after }) => format(after) },
    {
      title: 'side by side',
      kind: 'bars',
      cell: ({ before, after }) => <BeforeAfterBar before={before} after={after} most={most} />,
    },
    { title: 'change', kind: 'number', cell: ({ change }) => formatChange(change, format) },
    {
      title: 'an hour',
      kind: 'number',
      cell: ({ perHour }) => perHour !== undefined && formatRate(perHour, format),
    },
    {
      title: 'is',
      cell: (row) => <span class={`chip degree-${degreeOf(row)}`}>{wordsOf(degreeOf(row))}</span>,
    },
  ];
}
