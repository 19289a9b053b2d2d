import { useMemo, useState } from 'preact/hooks';
import type { ReportData, ReportHeap } from '../../src/report/page/report-data.ts';
import { formatBytes, formatCount } from '../../src/wording/figures.ts';
import { formatShares } from '../../src/wording/shares.ts';
import { frameAt, stackOf } from '../goroutines/shown-group.ts';
import { buildTree, type TreeNode } from '../graph/call-tree.ts';
import { dominantTone } from '../graph/dominant-tone.ts';
import { Icicle } from '../graph/icicle.tsx';
import { weightWords } from '../graph/weight-words.ts';
import { ByDaemon } from '../parts/by-daemon.tsx';
import { Choice } from '../parts/choice.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { ProcessMemory } from './process-memory.tsx';
import { causesOf, toneAmong, type HeapColorBy, type Site } from './site-colors.ts';

/** What fills the heap, by the place that allocated it, and what it is for. */
export function HeapView({ data: { heaps, diagnosis } }: { readonly data: ReportData }) {
  const causes = diagnosis.findings.map(({ cause }) => cause);
  return (
    <div class="heap">
      <h1>Heap</h1>
      <ByDaemon
        all={heaps}
        sizeOf={({ inUseBytes }) => inUseBytes}
        says={({ inUseBytes }) => formatBytes(inUseBytes)}
      >
        {(heap) => <Heap key={heap.daemon} heap={heap} causes={causes} />}
      </ByDaemon>
    </div>
  );
}

interface HeapProps {
  readonly heap: ReportHeap;
  /** That were found, in the order of their colours. */
  readonly causes: readonly string[];
}

function Heap({ heap, causes }: HeapProps) {
  const hasCauses = heap.sites.some(({ cause }) => cause !== undefined);
  const [colorBy, setColorBy] = useState<HeapColorBy>(hasCauses ? 'cause' : 'use');
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
  const { uses, restBytes } = heap;
  const useShares = formatShares([...uses.map(({ bytes }) => bytes), restBytes], heap.inUseBytes);
  const siteShares = useMemo(() => sharesOf(heap), [heap]);
  const words = search.trim().toLowerCase();
  const named = useMemo(() => uses.map(({ says }) => says), [uses]);
  const tone = ({ use, cause }: Pick<Site, 'use' | 'cause'>): string =>
    colorBy === 'cause' ? toneAmong(causes, cause) : toneAmong(named, use);
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
      {heap.memory !== undefined && <ProcessMemory memory={heap.memory} />}
      <h2>What the heap in use is for</h2>
      <ul class="uses">
        {uses.map(({ says, bytes, ...use }, index) => (
          <li key={says}>
            <span class={`swatch ${tone({ use: says, ...use })}`} />
            <span class="label">
              <Safe text={says} />
            </span>
            <span class="bar" aria-hidden="true">
              <span
                class={tone({ use: says, ...use })}
                style={{ width: `${(bytes / Math.max(heap.inUseBytes, 1)) * 100}%` }}
              />
            </span>
            <b>{formatBytes(bytes)}</b>
            <span class="dim">{useShares[index]}</span>
          </li>
        ))}
        <li>
          <span class="swatch tone-plain" />
          <span class="label">not attributed to anything</span>
          <span class="bar" aria-hidden="true">
            <span
              class="tone-plain"
              style={{ width: `${(restBytes / Math.max(heap.inUseBytes, 1)) * 100}%` }}
            />
          </span>
          <b>{formatBytes(restBytes)}</b>
          <span class="dim">{useShares.at(-1)}</span>
        </li>
      </ul>
      <div class="tools">
        {hasCauses && (
          <Choice
            label="Colour by"
            value={colorBy}
            choices={[
              { value: 'cause', says: 'cause' },
              { value: 'use', says: 'what it is for' },
            ]}
            onChange={(value) => setColorBy(value === 'use' ? 'use' : 'cause')}
          />
        )}
        <SearchField label="Search functions" value={search} onInput={setSearch} says="" />
        {selected !== undefined && (
          <button type="button" class="quiet" onClick={() => setSelected(undefined)}>
            Show all
          </button>
        )}
      </div>
      {colorBy === 'cause' && (
        <ul class="legend" aria-label="Colours">
          {causesOf(heap.sites).map(({ cause, bytes }) => (
            <li key={cause ?? ''}>
              <span class={`swatch ${toneAmong(causes, cause)}`} />{' '}
              <Safe text={cause ?? 'of no cause alone'} /> <span class="dim">{formatBytes(bytes)}</span>
            </li>
          ))}
        </ul>
      )}
      <Icicle
        root={root}
        label="Memory by the stack that allocated it, callers above"
        selected={selected}
        toneOf={(node) => (node === root ? 'root' : dominantTone(node, tone, ({ bytes }) => bytes))}
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
            cell: (site) => siteShares.get(site) ?? '',
          },
          { title: 'objects', kind: 'number', cell: ({ objects }) => formatCount(objects) },
          {
            title: 'allocated in',
            kind: 'code',
            cell: ({ stack }) => <Safe text={frameAt(heap, stack[0] ?? -1).function} />,
          },
          { title: 'for', cell: ({ use }) => use !== undefined && <Safe text={use} /> },
          ...(hasCauses
            ? [{ title: 'cause', cell: ({ cause }: Site) => cause !== undefined && <Safe text={cause} /> }]
            : []),
        ]}
      />
    </>
  );
}

/** Of all in use, so that the shares of the rows never add up to more. */
function sharesOf({ sites, inUseBytes }: ReportHeap): ReadonlyMap<Site, string> {
  const shares = formatShares(
    sites.map(({ bytes }) => bytes),
    inUseBytes,
  );
  return new Map(sites.map((site, index) => [site, shares[index] ?? '']));
}
