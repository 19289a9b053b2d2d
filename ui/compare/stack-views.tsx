import { useMemo } from 'preact/hooks';
import type { Comparison } from '../../src/model/comparison.ts';
import type { ComparisonReport, ProfileChange } from '../../src/report/page/comparison-data.ts';
import type { ReportHeap, ReportProfile } from '../../src/report/page/report-data.ts';
import { formatChange } from '../../src/wording/change.ts';
import { formatBytes, formatCount } from '../../src/wording/figures.ts';
import { ByDaemon } from '../parts/by-daemon.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { ChangeTree } from './change-tree.tsx';
import { ofGoroutines, ofHeap, treeNames } from './changed-stacks.ts';
import { StackTable, type StackRow } from './stack-table.tsx';

const grewBy = ({ before, after }: ProfileChange<ReportProfile>): number => after.total - before.total;
const heapGrewBy = ({ before, after }: ProfileChange<ReportHeap>): number =>
  after.inUseBytes - before.inUseBytes;

/** Where goroutines came and went. */
export function GoroutineChanges({ data: { comparison, profiles } }: { readonly data: ComparisonReport }) {
  return (
    <div class="goroutines">
      <h1>Goroutines</h1>
      <ByDaemon
        all={profiles}
        sizeOf={(pair) => Math.abs(grewBy(pair))}
        says={(pair) => formatChange(grewBy(pair))}
      >
        {(pair) => <Goroutines key={pair.daemon} comparison={comparison} pair={pair} />}
      </ByDaemon>
    </div>
  );
}

interface PairProps<Profile> {
  readonly comparison: Comparison;
  readonly pair: ProfileChange<Profile>;
}

function Goroutines({ comparison, pair }: PairProps<ReportProfile>) {
  const { daemon, sameVersion } = pair;
  const [before, after] = useMemo(() => [ofGoroutines(pair.before), ofGoroutines(pair.after)], [pair]);
  return (
    <>
      <p class="lead">
        {formatCount(before.total)} → {formatCount(after.total)} goroutines, from <Files {...pair} />.
      </p>
      <ChangeTree
        title={`${daemon}: all goroutines`}
        label="Stacks of goroutines of both recordings, callers above"
        unit=" goroutines"
        sameVersion={sameVersion}
        before={before}
        after={after}
        format={formatCount}
        seconds={secondsOf(comparison, daemon)}
        table={(select, words) => (
          <StackTable
            caption="Groups that changed: the same stack, state and creator"
            rows={rowsOf(comparison.goroutines, pair)}
            omitted={comparison.omitted.goroutines}
            words={words}
            format={formatCount}
            onSelect={select}
          />
        )}
      />
    </>
  );
}

/** What memory is held where, more or less than before. */
export function HeapChanges({ data: { comparison, heaps } }: { readonly data: ComparisonReport }) {
  return (
    <div class="goroutines">
      <h1>Heap in use</h1>
      <ByDaemon
        all={heaps}
        sizeOf={(pair) => Math.abs(heapGrewBy(pair))}
        says={(pair) => formatChange(heapGrewBy(pair), formatBytes)}
      >
        {(pair) => <Heap key={pair.daemon} comparison={comparison} pair={pair} />}
      </ByDaemon>
    </div>
  );
}

function Heap({ comparison, pair }: PairProps<ReportHeap>) {
  const { daemon, sameVersion } = pair;
  const [before, after] = useMemo(() => [ofHeap(pair.before), ofHeap(pair.after)], [pair]);
  return (
    <>
      <p class="lead">
        {formatBytes(before.total)} → {formatBytes(after.total)} in use, from <Files {...pair} />.
      </p>
      <ChangeTree
        title={`${daemon}: all in use`}
        label="Memory by the stack that allocated it in both recordings, callers above"
        unit=""
        sameVersion={sameVersion}
        before={before}
        after={after}
        format={formatBytes}
        seconds={secondsOf(comparison, daemon)}
        table={(select, words) => (
          <StackTable
            caption="Places that hold more or less"
            rows={rowsOf(comparison.heap, pair)}
            omitted={comparison.omitted.heap}
            words={words}
            format={formatBytes}
            onSelect={select}
          />
        )}
      />
    </>
  );
}

function Files({
  before,
  after,
}: {
  readonly before: { readonly file: string };
  readonly after: { readonly file: string };
}) {
  const files = [...new Set([before.file, after.file])];
  return (
    <>
      {files.map((file, index) => (
        <>
          {index > 0 && ' and '}
          <code>
            <Safe text={file} />
          </code>
        </>
      ))}
      {files.length === 1 && ' of both'}
    </>
  );
}

function rowsOf(
  all: Comparison['goroutines'] | Comparison['heap'],
  { daemon, sameVersion }: ProfileChange<unknown>,
): readonly StackRow[] {
  return all.flatMap((row) =>
    row.daemon === daemon ? [{ ...row, names: treeNames(row.frames, sameVersion) }] : [],
  );
}

/** Between the two, where a row of the daemon shows that its changes are rates. */
function secondsOf({ seconds, figures, goroutines, heap }: Comparison, of: string): number | undefined {
  const isRated = [...figures, ...goroutines, ...heap].some(
    ({ daemon, perHour }) => daemon === of && perHour !== undefined,
  );
  return isRated ? seconds : undefined;
}
