import type { GoroutineGroup, GoroutineProfile } from './goroutine.ts';
import type { HeapProfile, HeapSite, ProcessMemory } from './heap.ts';
import type { BlockedTask } from './task.ts';

/** Which part of a snapshot stands for which finding: what a diagnosis counts, told apart one by one. */
export interface Attribution {
  /** For each daemon one goroutine profile, as a rule the one that says most. */
  readonly profiles: readonly GoroutineProfile[];
  /** The cause (id) of each group of goroutines that belongs to a finding. */
  readonly causeOf: ReadonlyMap<GoroutineGroup, string>;
  /** What the memory of a place is for, in a few words, where that is known. */
  readonly useOf: ReadonlyMap<HeapSite, string>;
  /** The cause (id) of each place whose memory belongs to a finding. */
  readonly heapCauseOf?: ReadonlyMap<HeapSite, string>;
  /** What the memory of the whole process consists of, where that is known. */
  readonly memoryOf?: ReadonlyMap<HeapProfile, ProcessMemory>;
  /** The kernel function that tells what a task waits for. */
  readonly tellingFunctionOf: ReadonlyMap<BlockedTask, string>;
}
