import type { Frame } from './goroutine.ts';

/** Memory that was allocated at one place; scaled up from the sample. */
export interface HeapSite {
  /** Leaf first. */
  readonly frames: readonly Frame[];
  readonly inUseBytes: number;
  readonly inUseObjects: number;
  readonly allocatedBytes: number;
  readonly allocatedObjects: number;
  /** Objects in use that are in the sample itself, from which the other figures were scaled up; absent where its rate is not known. */
  readonly sampledObjects?: number;
  /** Line in `file`; 0 for protobuf. */
  readonly line: number;
}

/** runtime.MemStats, as far as a debug=1 heap profile prints them; bytes. */
export interface MemoryStats {
  readonly heapInUseBytes?: number;
  readonly heapIdleBytes?: number;
  readonly heapReleasedBytes?: number;
  readonly heapAllocBytes?: number;
  readonly stackInUseBytes?: number;
  readonly sysBytes?: number;
}

export interface HeapProfile {
  readonly daemon: string;
  readonly format: 'debug1' | 'protobuf';
  readonly file: string;
  readonly inUseBytes: number;
  readonly allocatedBytes: number;
  /** Most bytes in use first. */
  readonly sites: readonly HeapSite[];
  readonly memory?: MemoryStats;
}

/** What one of something takes: a connection its read buffer of 4 KiB. */
export interface HeapUnit {
  /** `connection`, `subscriber`, `stream`. */
  readonly of: string;
  readonly bytes: number;
}

/** Memory in use for one purpose. */
export interface HeapUse {
  readonly id: string;
  /** For a sentence, in the plural: `read buffers of HTTP connections`. */
  readonly says: string;
  readonly unit?: HeapUnit;
  readonly bytes: number;
  readonly objects: number;
  /** Objects of about the size of the unit: how many connections, subscribers, streams there are; absent without a unit. */
  readonly units?: number;
  /** As of HeapSite, over all sites. */
  readonly sampledObjects?: number;
  /** What was allocated since the program started, the part in use as well: far more than `bytes` is churn. */
  readonly allocatedBytes: number;
  /** Most bytes in use first. */
  readonly sites: readonly HeapSite[];
}

/** A part of a process's memory. */
export interface MemoryPart {
  readonly id: 'live' | 'garbage' | 'holes' | 'stacks' | 'free' | 'runtime' | 'other';
  /** For a sentence: `stacks of goroutines`. */
  readonly says: string;
  readonly bytes: number;
}

/** What a process's memory consists of. */
export interface ProcessMemory {
  /** As the kernel counts it; absent where it was not seen. */
  readonly rssBytes?: number;
  /** Not told by the program itself but worked out from the heap in use, the number of goroutines and RSS. */
  readonly isEstimate: boolean;
  readonly parts: readonly MemoryPart[];
}

/** All memory in use of a heap profile, by what it is for, and what it is of the whole process. */
export interface HeapAccount {
  readonly profile: HeapProfile;
  /** Most bytes first. */
  readonly uses: readonly HeapUse[];
  /** In use at places that nothing is known of. */
  readonly restBytes: number;
  readonly memory?: ProcessMemory;
}
