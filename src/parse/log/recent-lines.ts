/**
 * The last lines of one tally. A line is kept as bytes, and its time is read at the end of the log: of most lines that is never
 * needed.
 */
import type { LogSample } from '../../model/log.ts';

/** A time stands at the beginning of a line, or in the fields of a journal entry. */
const MAX_KEPT_BYTES = 4096;

export class RecentLines {
  readonly #most: number;
  /** From earlier blocks. */
  #kept: { readonly count: number; readonly bytes: Buffer }[] = [];
  /** Of the block at hand: `count, from, to` for each line, as a ring. */
  readonly #ring: number[] = [];
  #added = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** The line that made it so many lies there in the block at hand. */
  add(count: number, from: number, to: number): void {
    const slot = (this.#added++ % this.#most) * 3;
    this.#ring[slot] = count;
    this.#ring[slot + 1] = from;
    this.#ring[slot + 2] = to;
  }

  /** Copies what is still among the last ones, before the block's bytes are gone. */
  keep(block: Buffer): void {
    const fresh = Math.min(this.#added, this.#most);
    this.#kept.splice(0, Math.max(0, this.#kept.length + fresh - this.#most));
    for (let line = this.#added - fresh; line < this.#added; line++) {
      const slot = (line % this.#most) * 3;
      const [count = 0, from = 0, to = 0] = this.#ring.slice(slot, slot + 3);
      const bytes = Buffer.from(block.subarray(from, Math.min(to, from + MAX_KEPT_BYTES)));
      this.#kept.push({ count, bytes });
    }
    this.#added = 0;
  }

  /** Those with a readable time, oldest first. */
  finish(readTime: (line: string) => number | undefined): LogSample[] {
    return this.#kept.flatMap(({ count, bytes }) => {
      const atMs = readTime(bytes.toString('utf8'));
      return atMs === undefined ? [] : [{ atMs, count }];
    });
  }
}
