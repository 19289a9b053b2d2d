import type { Frame } from './goroutine.ts';

/** Memory that was allocated at one place; scaled up from the sample. */
export interface HeapSite {
  /** Leaf first. */
  readonly frames: readonly Frame[];
  readonly inUseBytes: number;
  readonly inUseObjects: number;
  readonly allocatedBytes: number;
  readonly allocatedObjects: number;
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
