import type { Comparison } from '../../src/model/comparison.ts';
import type { ComparisonReport } from '../../src/report/page/comparison-data.ts';
import { formatChange } from '../../src/wording/change.ts';
import { formatBytes, formatCount } from '../../src/wording/figures.ts';
import { Safe } from '../parts/safe-text.tsx';
import { TabbedViews, type View } from '../parts/tabbed-views.tsx';
import { Overview } from './overview/overview.tsx';
import { SocketChanges } from './socket-changes.tsx';
import { GoroutineChanges, HeapChanges } from './stack-views.tsx';

const VIEWS: readonly View<ComparisonReport>[] = [
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

/** Two recordings held against each other. */
export function ComparisonPage({ data, base = '' }: ComparisonPageProps) {
  const made = <Made version={data.version} comparison={data.comparison} />;
  return <TabbedViews views={VIEWS} data={data} base={base} made={made} />;
}

function Made({ version, comparison }: { readonly version: string; readonly comparison: Comparison }) {
  const { before, after } = comparison;
  return (
    <>
      Made by deadwait {version} from <Safe text={before.name} /> and <Safe text={after.name} />.
    </>
  );
}
