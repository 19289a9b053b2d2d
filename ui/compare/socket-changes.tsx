import type { SocketChange } from '../../src/model/comparison.ts';
import type { ComparisonReport } from '../../src/report/page/comparison-data.ts';
import { formatCount } from '../../src/wording/figures.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { changeColumns } from './stack-table.tsx';

const ROWS_SHOWN = 200;

/** Who holds more or fewer ends of what, and who is at the other end. */
export function SocketChanges({ data: { comparison } }: { readonly data: ComparisonReport }) {
  const { sockets, omitted } = comparison;
  const most = Math.max(1, ...sockets.map(({ before, after }) => Math.max(before, after)));
  return (
    <div class="sockets">
      <h1>Sockets</h1>
      <p class="lead">
        Unix sockets of which there are more or fewer than before, by who holds them, under which name, and
        who is at the other end.
      </p>
      <DataTable
        caption="Sockets that changed"
        rows={sockets.slice(0, ROWS_SHOWN)}
        more={omitted.sockets + Math.max(0, sockets.length - ROWS_SHOWN)}
        columns={[
          ...changeColumns<SocketChange>(formatCount, most),
          { title: 'held by', cell: ({ owner }) => owner !== undefined && <Safe text={owner} /> },
          { title: 'path', kind: 'code', cell: ({ path }) => path !== undefined && <Safe text={path} /> },
          { title: 'at the other end', cell: (row) => <OtherEnd row={row} /> },
        ]}
      />
    </div>
  );
}

function OtherEnd({ row: { listening, peer, client } }: { readonly row: SocketChange }) {
  if (listening) return <span class="dim">it listens</span>;
  if (peer === 'gone') return <span class="bad">nobody any more</span>;
  if (peer === 'none') return <span class="dim">nobody ever</span>;
  if (client !== undefined) return <Safe text={client} />;
  return <span class="dim">{peer === 'process' ? 'somebody' : 'not known'}</span>;
}
