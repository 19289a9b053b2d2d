import type { ComponentType } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Comparison } from '../../src/model/comparison.ts';
import type { ComparisonReport } from '../../src/report/html/comparison-data.ts';
import { formatChange } from '../../src/wording/change.ts';
import { formatBytes, formatCount } from '../../src/wording/figures.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { address } from '../state.ts';
import { Overview } from './overview/overview.tsx';
import { SocketChanges } from './socket-changes.tsx';
import { GoroutineChanges, HeapChanges } from './stack-views.tsx';

interface ComparisonView {
  readonly id: string;
  readonly title: string;
  /** A figure behind the title; undefined when there is nothing to show, and then there is no tab. */
  readonly figure: (data: ComparisonReport) => string | undefined;
  readonly Body: ComponentType<{ readonly data: ComparisonReport }>;
}

const VIEWS: readonly ComparisonView[] = [
  { id: 'overview', title: 'Overview', figure: () => '', Body: Overview },
  {
    id: 'goroutines',
    title: 'Goroutines',
    figure: ({ profiles }) =>
      profiles.length === 0
        ? undefined
        : formatChange(profiles.reduce((sum, { before, after }) => sum + after.total - before.total, 0)),
    Body: GoroutineChanges,
  },
  {
    id: 'heap',
    title: 'Heap',
    figure: ({ heaps }) =>
      heaps.length === 0
        ? undefined
        : formatChange(
            heaps.reduce((sum, { before, after }) => sum + after.inUseBytes - before.inUseBytes, 0),
            formatBytes,
          ),
    Body: HeapChanges,
  },
  {
    id: 'sockets',
    title: 'Sockets',
    figure: ({ comparison: { sockets } }) =>
      sockets.length === 0
        ? undefined
        : formatChange(
            sockets.reduce((sum, { change }) => sum + change, 0),
            formatCount,
          ),
    Body: SocketChanges,
  },
];

interface ComparisonPageProps {
  readonly data: ComparisonReport;
  /** What stands in the address before the name of a view. */
  readonly base?: string;
}

/** Two recordings held against each other: a line of tabs, and the view that the address names. */
export function ComparisonPage({ data, base = '' }: ComparisonPageProps) {
  const views = useMemo(
    () =>
      VIEWS.map((view) => ({ view, figure: view.figure(data) })).filter(({ figure }) => figure !== undefined),
    [data],
  );
  const [wanted] = address.value.startsWith(base) ? address.value.slice(base.length).split('/') : [];
  const current = views.find(({ view }) => view.id === wanted) ?? views[0];
  if (current === undefined) return null;
  const { Body, id } = current.view;
  return (
    <PageFrame
      tabs={views.map(({ view, figure = '' }) => ({ id: view.id, title: view.title, figure }))}
      current={id}
      base={base}
      made={<Made version={data.version} comparison={data.comparison} />}
    >
      <Body data={data} />
    </PageFrame>
  );
}

function Made({ version, comparison }: { readonly version: string; readonly comparison: Comparison }) {
  const { before, after } = comparison;
  return (
    <>
      Made by deadwait {version} from <Safe text={before.name} /> and <Safe text={after.name} />.
    </>
  );
}
