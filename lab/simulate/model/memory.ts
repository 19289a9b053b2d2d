/**
 * What stops cost a dockerd in memory, in bytes. Measured on real ones: 1 500 and 18 500 stops of an 18.09.2, 1 200 of a 20.10.24, all
 * made within minutes: NextGC tells the live heap, `Stack` the stacks, HeapAlloc - live the garbage. On a host where the leak grew
 * for weeks the stacks have shrunk (a GC halves one of which less than a quarter is used), and garbage is what came since the last
 * GC, 2 minutes at most (runtime: forcegcperiod): `settledStack` is what makes the 26 GB of a daemon with 786 000 stops.
 */
import type { StackSet } from './behaviour.ts';
import type { Outcome } from './simulate.ts';

interface Figures {
  readonly idleRss: number;
  readonly idleHeap: number;
  readonly idleStack: number;
  /** Of one stop that waits: two bufio buffers and one more of the debug middleware, the request, its contexts. */
  readonly liveHeap: number;
  readonly freshStack: number;
  readonly settledStack: number;
  /** Span and GC tables. */
  readonly runtime: number;
  /** All that one stop allocates. */
  readonly allocated: number;
}

const FIGURES: Readonly<Record<StackSet, Figures>> = {
  '18.09.2': {
    idleRss: 65_352_000,
    idleHeap: 11_870_000,
    idleStack: 820_000,
    liveHeap: 17_400,
    freshStack: 20_200,
    settledStack: 12_300,
    runtime: 3_300,
    allocated: 41_000,
  },
  '20.10.24': {
    idleRss: 75_000_000,
    idleHeap: 12_500_000,
    idleStack: 1_110_000,
    liveHeap: 14_500,
    freshStack: 18_500,
    settledStack: 12_300,
    runtime: 3_300,
    allocated: 46_000,
  },
};
/** A GC is forced when none has been for so long. */
const FORCED_GC_MS = 120_000;
/** Two GCs have seen it. */
const SETTLED_MS = 2 * FORCED_GC_MS;

export interface Memory {
  readonly rssBytes: number;
  readonly liveHeapBytes: number;
  readonly garbageBytes: number;
  readonly stackBytes: number;
  readonly runtimeBytes: number;
  /** Was in use once, and is not any more; not given back yet. */
  readonly freeHeapBytes: number;
  /** Between two GCs. */
  readonly gcPeriodMs: number;
}

/** The daemon's memory at the capture. What a daemon has freed stays its own for a while. */
export function findMemory(outcome: Outcome): Memory {
  const figures = FIGURES[outcome.behaviour.stackSet];
  const { openStops, mostOpenStops } = outcome;
  const { recent, fresh, recentMs } = countRecent(outcome);
  const liveHeapBytes = figures.idleHeap + openStops * figures.liveHeap;
  const allocatedBytes = recent * (figures.allocated - figures.liveHeap);
  const garbageBytes = Math.min(liveHeapBytes, allocatedBytes);
  const freshOpen = Math.min(fresh, openStops);
  const stackBytes =
    figures.idleStack + freshOpen * figures.freshStack + (openStops - freshOpen) * figures.settledStack;
  const runtimeBytes = openStops * figures.runtime;
  const freedStops = mostOpenStops - openStops;
  const freeHeapBytes = freedStops * (figures.liveHeap + figures.settledStack + figures.runtime);
  const gcPeriodMs = Math.min(
    FORCED_GC_MS,
    Math.max(1000, (recentMs * liveHeapBytes) / (allocatedBytes + 1)),
  );
  const idleBytes = figures.idleHeap + figures.idleStack;
  const rssBytes =
    figures.idleRss - idleBytes + liveHeapBytes + garbageBytes + stackBytes + runtimeBytes + freeHeapBytes;
  return {
    rssBytes,
    liveHeapBytes,
    garbageBytes,
    stackBytes,
    runtimeBytes,
    freeHeapBytes,
    gcPeriodMs,
  };
}

/** Bytes that one stop holds for as long as it waits, in a daemon where stacks have shrunk. */
export function settledBytesPerStop(stackSet: StackSet): number {
  const { liveHeap, settledStack, runtime } = FIGURES[stackSet];
  return liveHeap + settledStack + runtime;
}

/** Stops in the last two and the last four minutes of asking. */
function countRecent({ history }: Outcome): { recent: number; fresh: number; recentMs: number } {
  const last = history.askedMs.get(history.stopCount - 1);
  let recent = 0;
  let fresh = 0;
  for (let stop = history.stopCount - 1; stop >= 0; stop--) {
    const age = last - history.askedMs.get(stop);
    if (age > SETTLED_MS) break;
    fresh++;
    if (age <= FORCED_GC_MS) recent++;
  }
  return { recent, fresh, recentMs: Math.min(FORCED_GC_MS, Math.max(1000, last)) };
}
