import type { ContainerChange } from '../../../src/model/comparison.ts';
import { formatChange, formatRate } from '../../../src/wording/change.ts';
import { formatCount } from '../../../src/wording/figures.ts';
import { nameOf } from '../../../src/wording/phrases.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Safe } from '../../parts/safe-text.tsx';
import { BeforeAfterBar } from '../before-after-bar.tsx';

const ROWS_SHOWN = 100;

interface ContainerChangesProps {
  readonly containers: readonly ContainerChange[];
  readonly omitted: number;
}

/** Containers that are new, gone or in another state, and those of which more or fewer stops hang. */
export function ContainerChanges({ containers, omitted }: ContainerChangesProps) {
  if (containers.length === 0) return null;
  const most = Math.max(1, ...containers.map(({ stops }) => Math.max(stops?.before ?? 0, stops?.after ?? 0)));
  return (
    <section>
      <h2>Containers</h2>
      <DataTable
        caption="Containers that are new, gone or in another state, and those of which more or fewer stops hang"
        rows={containers.slice(0, ROWS_SHOWN)}
        more={omitted + Math.max(0, containers.length - ROWS_SHOWN)}
        columns={[
          { title: 'container', cell: (row) => <Safe text={nameOf(row)} /> },
          { title: 'id', kind: 'code', cell: ({ id }) => <Safe text={id.slice(0, 12)} /> },
          { title: 'is', cell: (row) => <Presence row={row} /> },
          { title: 'state', cell: (row) => <State row={row} /> },
          { title: 'stops before', kind: 'number', cell: ({ stops }) => stops && formatCount(stops.before) },
          { title: 'after', kind: 'number', cell: ({ stops }) => stops && formatCount(stops.after) },
          {
            title: 'side by side',
            kind: 'bars',
            cell: ({ stops }) =>
              stops && <BeforeAfterBar before={stops.before} after={stops.after} most={most} />,
          },
          { title: 'change', kind: 'number', cell: ({ stops }) => stops && formatChange(stops.change) },
          {
            title: 'an hour',
            kind: 'number',
            cell: ({ stops }) => stops?.perHour !== undefined && formatRate(stops.perHour),
          },
        ]}
      />
    </section>
  );
}

function Presence({ row: { presence } }: { readonly row: ContainerChange }) {
  return presence === 'both' ? <span class="dim">there in both</span> : <span class="chip">{presence}</span>;
}

function State({ row: { presence, stateBefore, stateAfter } }: { readonly row: ContainerChange }) {
  const state = stateAfter ?? stateBefore;
  if (presence !== 'both' || stateBefore === stateAfter)
    return state === undefined ? null : <Safe text={state} />;
  return (
    <>
      <Safe text={stateBefore ?? '?'} /> → <Safe text={stateAfter ?? '?'} />
    </>
  );
}
