import type { Frame } from '../../model/goroutine.ts';
import type { HeapSite } from '../../model/heap.ts';
import type { FrameTable } from './frame-table.ts';

/** What was allocated and what of it is in use; bytes and objects, scaled up from the sample. */
export interface HeapValues {
  readonly inUseBytes: number;
  readonly inUseObjects: number;
  readonly allocatedBytes: number;
  readonly allocatedObjects: number;
  /** Of the objects in use, those that are in the sample; absent where its rate is not known. */
  readonly sampledObjects?: number;
}

const MOST_SITES = 65_536;

/** Sums up records, which are one for each stack and size of object, by stack. */
export class HeapCounter {
  inUseBytes = 0;
  allocatedBytes = 0;
  readonly #table: FrameTable;
  readonly #sites = new Map<string, HeapSite>();

  constructor(table: FrameTable) {
    this.#table = table;
  }

  /** `frames` must be of the table; past 65 536 sites a new one counts in the sums alone. */
  add(frames: readonly Frame[], values: HeapValues, line: number): void {
    this.inUseBytes += values.inUseBytes;
    this.allocatedBytes += values.allocatedBytes;
    const key = this.#table.stackKey(frames);
    const known = this.#sites.get(key);
    if (known === undefined) {
      if (this.#sites.size < MOST_SITES) this.#sites.set(key, { frames, ...values, line });
      return;
    }
    this.#sites.set(key, {
      ...known,
      inUseBytes: known.inUseBytes + values.inUseBytes,
      inUseObjects: known.inUseObjects + values.inUseObjects,
      allocatedBytes: known.allocatedBytes + values.allocatedBytes,
      allocatedObjects: known.allocatedObjects + values.allocatedObjects,
      ...(known.sampledObjects === undefined || values.sampledObjects === undefined
        ? {}
        : { sampledObjects: known.sampledObjects + values.sampledObjects }),
    });
  }

  result(): { inUseBytes: number; allocatedBytes: number; sites: readonly HeapSite[] } {
    const sites = [...this.#sites.values()].sort(
      (a, b) => b.inUseBytes - a.inUseBytes || b.allocatedBytes - a.allocatedBytes || a.line - b.line,
    );
    return { inUseBytes: this.inUseBytes, allocatedBytes: this.allocatedBytes, sites };
  }
}
