import type { Attribution } from '../../model/attribution.ts';
import type { Comparison } from '../../model/comparison.ts';
import type { Daemon } from '../../model/daemon.ts';
import type { Frame, GoroutineProfile } from '../../model/goroutine.ts';
import type { HeapProfile } from '../../model/heap.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { ComparisonReport, ProfileChange } from './comparison-data.ts';
import { reportHeap, reportProfile } from './report-profiles.ts';

/** Characters of names that the stacks of all rows may bring to the page; rows past it are counted. */
const MOST_CHARACTERS = 2_000_000;

/** One of the two looks. */
export interface Look {
  readonly snapshot: Snapshot;
  readonly attribution: Attribution;
}

export interface ComparisonSources {
  readonly comparison: Comparison;
  readonly before: Look;
  readonly after: Look;
  /** The profiles of each daemon that were held against each other. */
  readonly pairs: readonly {
    readonly daemon: string;
    readonly goroutines?: readonly [GoroutineProfile, GoroutineProfile];
    readonly heaps?: readonly [HeapProfile, HeapProfile];
  }[];
  /** Of deadwait. */
  readonly version: string;
}

/** All that the page draws of a comparison; pure, and bounded by its own limits rather than by the hosts. */
export function buildComparisonData(sources: ComparisonSources): ComparisonReport {
  const { comparison, before, after, pairs, version } = sources;
  const joined = <Profile, Told>(
    daemon: string,
    [was, is]: readonly [Profile, Profile],
    tell: (profile: Profile, look: Look, daemon: Daemon | undefined) => Told,
  ): ProfileChange<Told> => {
    const [then, now] = [before, after].map(({ snapshot }) =>
      snapshot.daemons.find(({ name }) => name === daemon),
    );
    return {
      daemon,
      sameVersion: then?.version !== undefined && then.version === now?.version,
      before: tell(was, before, then),
      after: tell(is, after, now),
    };
  };
  return {
    schema: 'deadwait/comparison-report/v1',
    version,
    comparison: whileShort(comparison),
    profiles: pairs.flatMap(({ daemon, goroutines }) =>
      goroutines === undefined
        ? []
        : [
            joined(daemon, goroutines, (profile, { attribution }, of) =>
              reportProfile(profile, attribution, of),
            ),
          ],
    ),
    heaps: pairs.flatMap(({ daemon, heaps }) =>
      heaps === undefined
        ? []
        : [joined(daemon, heaps, (heap, { attribution }, of) => reportHeap(heap, attribution, of))],
    ),
  };
}

/** The rows with the largest changes, for as long as their stacks fit on a page. */
function whileShort(comparison: Comparison): Comparison {
  const goroutines = cut(comparison.goroutines);
  const heap = cut(comparison.heap);
  const { omitted } = comparison;
  return {
    ...comparison,
    goroutines,
    heap,
    omitted: {
      ...omitted,
      goroutines: omitted.goroutines + comparison.goroutines.length - goroutines.length,
      heap: omitted.heap + comparison.heap.length - heap.length,
    },
  };
}

function cut<Row extends { readonly frames: readonly Frame[] }>(rows: readonly Row[]): readonly Row[] {
  let characters = 0;
  const end = rows.findIndex(({ frames }) => {
    for (const frame of frames) characters += frame.function.length + (frame.file?.length ?? 0);
    return characters > MOST_CHARACTERS;
  });
  return end < 0 ? rows : rows.slice(0, end);
}
