import type { GoroutineGroup, GoroutineProfile, WaitHistogram } from './goroutine.ts';
import type { HeapProfile, HeapSite, ProcessMemory } from './heap.ts';
import type { BlockedTask } from './task.ts';

/** Goroutines of a group that belong to one cause, or to none. */
export interface GroupPart {
  readonly cause?: string;
  readonly count: number;
  readonly waits: WaitHistogram;
}

/** Which part of a snapshot stands for which finding: what a diagnosis counts, told apart one by one. */
export interface Attribution {
  /** For each daemon one goroutine profile, as a rule the one that says most. */
  readonly profiles: readonly GoroutineProfile[];
  /** The cause (id) of each group of goroutines that belongs to a finding; of several, the one that has most of it. */
  readonly causeOf: ReadonlyMap<GoroutineGroup, string>;
  /** The parts of a group of which a cause has some and not all; they add up to the group. */
  readonly partsOf: ReadonlyMap<GoroutineGroup, readonly GroupPart[]>;
  /** What the memory of a place is for, in a few words, where that is known. */
  readonly useOf: ReadonlyMap<HeapSite, string>;
  /** The cause (id) of each place whose memory belongs to a finding. */
  readonly heapCauseOf?: ReadonlyMap<HeapSite, string>;
  /** What the memory of the whole process consists of, where that is known. */
  readonly memoryOf?: ReadonlyMap<HeapProfile, ProcessMemory>;
  /** The kernel function that tells what a task waits for. */
  readonly tellingFunctionOf: ReadonlyMap<BlockedTask, string>;
}
