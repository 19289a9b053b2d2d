/** Entries up to this size are kept before all larger ones. */
const SMALL_BYTES = 4 * 1024 * 1024;

/** What is known of one entry of an archive; without `chunks` it must be read from the archive again. */
export interface KeptEntry {
  bytes: number;
  chunks: Uint8Array[] | undefined;
}

/**
 * The unpacked entries of an archive, as far as a budget of memory goes. Small entries win over large ones: for them the
 * largest kept entries are given up.
 */
export class KeptEntries {
  private readonly entries = new Map<string, KeptEntry>();
  private readonly large: KeptEntry[] = [];
  private readonly budgetBytes: number;
  private keptBytes = 0;

  constructor(budgetBytes: number) {
    this.budgetBytes = budgetBytes;
  }

  get size(): number {
    return this.entries.size;
  }

  get(path: string): KeptEntry | undefined {
    return this.entries.get(path);
  }

  paths(): Iterable<string> {
    return this.entries.keys();
  }

  /** Begins an entry of `expectedBytes`; its chunks follow through `push`. */
  begin(path: string, expectedBytes: number): KeptEntry {
    const entry: KeptEntry = { bytes: 0, chunks: [] };
    this.entries.set(path, entry);
    if (expectedBytes > SMALL_BYTES) this.large.push(entry);
    return entry;
  }

  push(entry: KeptEntry, chunk: Uint8Array): void {
    entry.bytes += chunk.byteLength;
    if (entry.chunks === undefined) return;
    this.keptBytes += chunk.byteLength;
    entry.chunks.push(ownBytes(chunk));
    while (this.keptBytes > this.budgetBytes && entry.chunks !== undefined) {
      const isLarge = this.large.includes(entry);
      this.giveUp((isLarge ? undefined : this.largest()) ?? entry);
    }
  }

  private largest(): KeptEntry | undefined {
    let largest: KeptEntry | undefined;
    for (const entry of this.large) {
      if (entry.chunks !== undefined && entry.bytes > (largest?.bytes ?? 0)) largest = entry;
    }
    return largest;
  }

  private giveUp(entry: KeptEntry): void {
    for (const chunk of entry.chunks ?? []) this.keptBytes -= chunk.byteLength;
    entry.chunks = undefined;
  }
}

/** A small piece is copied, so that it does not keep the whole block alive that it was cut from. */
function ownBytes(chunk: Uint8Array): Uint8Array {
  return chunk.byteLength * 2 < chunk.buffer.byteLength ? Buffer.from(chunk) : chunk;
}
