import { useMemo, useState } from 'preact/hooks';
import type { ReportData, ReportHeap } from '../../src/report/html/report-data.ts';
import { formatBytes, formatCount, formatShare } from '../../src/wording/figures.ts';
import { frameAt, stackOf } from '../goroutines/shown-group.ts';
import { buildTree, type TreeNode } from '../graph/call-tree.ts';
import { dominantTone } from '../graph/dominant-tone.ts';
import { Icicle } from '../graph/icicle.tsx';
import { weightWords } from '../graph/weight-words.ts';
import { ByDaemon } from '../parts/by-daemon.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { SearchField } from '../parts/search-field.tsx';

type Site = ReportHeap['sites'][number];

/** What fills the heap, by the place that allocated it, and what it is for. */
export function HeapView({ data: { heaps } }: { readonly data: ReportData }) {
  return (
    <div class="heap">
      <h1>Heap</h1>
      <ByDaemon
        all={heaps}
        sizeOf={({ inUseBytes }) => inUseBytes}
        says={({ inUseBytes }) => formatBytes(inUseBytes)}
      >
        {(heap) => <Heap key={heap.daemon} heap={heap} />}
      </ByDaemon>
    </div>
  );
}

function Heap({ heap }: { readonly heap: ReportHeap }) {
  const [selected, setSelected] = useState<TreeNode<Site>>();
  const [search, setSearch] = useState('');
  const root = useMemo(
    () =>
      buildTree(
        `${heap.daemon}: all in use`,
        heap.sites.map((site) => ({ weight: site.bytes, names: stackOf(heap, site), leaf: site })),
      ),
    [heap],
  );
  const uses = useMemo(() => usesOf(heap.sites), [heap]);
  const words = search.trim().toLowerCase();
  const tone = (use: string | undefined): string =>
    use === undefined ? 'tone-plain' : `tone-${uses.findIndex(({ says }) => says === use) % 8}`;
  const sites = (selected ?? root).leaves;
  return (
    <>
      <p class="lead">
        {formatBytes(heap.inUseBytes)} in use
        {heap.systemBytes !== undefined && `, ${formatBytes(heap.systemBytes)} taken from the system`}
        {heap.stackBytes !== undefined && `, ${formatBytes(heap.stackBytes)} of stacks beside it`}, from{' '}
        <code>
          <Safe text={heap.file} />
        </code>
        .
      </p>
      <ul class="uses">
        {uses.map(({ says, bytes }) => (
          <li key={says}>
            <span class={`swatch ${tone(says)}`} />
            <span class="label">
              <Safe text={says} />
            </span>
            <span class="bar" aria-hidden="true">
              <span class={tone(says)} style={{ width: `${(bytes / heap.inUseBytes) * 100}%` }} />
            </span>
            <b>{formatBytes(bytes)}</b>
            <span class="dim">{formatShare(bytes, heap.inUseBytes)}</span>
          </li>
        ))}
      </ul>
      <div class="tools">
        <SearchField label="Search functions" value={search} onInput={setSearch} says="" />
        {selected !== undefined && (
          <button type="button" class="quiet" onClick={() => setSelected(undefined)}>
            Show all
          </button>
        )}
      </div>
      <Icicle
        root={root}
        label="Memory by the stack that allocated it, callers above"
        selected={selected}
        toneOf={(node) =>
          node === root
            ? 'root'
            : dominantTone(
                node,
                ({ use }) => tone(use),
                ({ bytes }) => bytes,
              )
        }
        isFound={words === '' ? undefined : (node) => node.name.toLowerCase().includes(words)}
        describe={weightWords(root, formatBytes)}
        onSelect={setSelected}
      />
      <DataTable
        caption="Places that allocated it"
        rows={sites.slice(0, 60)}
        more={sites.length - 60}
        columns={[
          { title: 'in use', kind: 'number', cell: ({ bytes }) => formatBytes(bytes) },
          {
            title: 'share',
            kind: 'number',
            cell: ({ bytes }) => formatShare(bytes, Math.max(1, heap.inUseBytes)),
          },
          { title: 'objects', kind: 'number', cell: ({ objects }) => formatCount(objects) },
          {
            title: 'allocated in',
            kind: 'code',
            cell: ({ stack }) => <Safe text={frameAt(heap, stack[0] ?? -1).function} />,
          },
          { title: 'for', cell: ({ use }) => use !== undefined && <Safe text={use} /> },
        ]}
      />
    </>
  );
}

function usesOf(sites: readonly Site[]): { readonly says: string; readonly bytes: number }[] {
  const uses = new Map<string, number>();
  for (const { use, bytes } of sites) if (use !== undefined) uses.set(use, (uses.get(use) ?? 0) + bytes);
  return [...uses].map(([says, bytes]) => ({ says, bytes })).sort((a, b) => b.bytes - a.bytes);
}
