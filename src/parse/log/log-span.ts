/**
 * From when to when a log reaches: the first and the last line that carry a time, among its first and its last lines.
 */
import { readLogLine } from './log-line.ts';
import type { LogClock } from './log-time.ts';

const EDGE_BYTES = 16 * 1024;

/** Keeps the two ends of a log that comes in blocks of lines. */
export class LogSpan {
  readonly #clock: LogClock;
  #head: Buffer = Buffer.alloc(0);
  readonly #tail = Buffer.alloc(EDGE_BYTES);
  #tailBytes = 0;
  #bytes = 0;

  constructor(clock: LogClock) {
    this.#clock = clock;
  }

  add(block: Buffer): void {
    this.#bytes += block.length;
    if (this.#head.length < EDGE_BYTES) {
      this.#head = Buffer.concat([this.#head, block.subarray(0, EDGE_BYTES - this.#head.length)]);
    }
    const kept = Math.min(this.#tailBytes, Math.max(0, EDGE_BYTES - block.length));
    this.#tail.copyWithin(0, this.#tailBytes - kept, this.#tailBytes);
    this.#tailBytes = kept + block.copy(this.#tail, kept, Math.max(0, block.length - EDGE_BYTES));
  }

  /** Milliseconds since 1970 UTC; absent when none of the lines at that end carries a time. */
  finish(): { readonly firstAtMs?: number; readonly lastAtMs?: number } {
    const tail = this.#tail.toString('utf8', 0, this.#tailBytes).split('\n');
    if (this.#bytes > EDGE_BYTES) tail.shift();
    const firstAtMs = this.#firstTime(this.#head.toString('utf8').split('\n'));
    const lastAtMs = this.#firstTime(tail.reverse());
    return {
      ...(firstAtMs === undefined ? {} : { firstAtMs }),
      ...(lastAtMs === undefined ? {} : { lastAtMs }),
    };
  }

  #firstTime(lines: readonly string[]): number | undefined {
    for (const line of lines) {
      const { atMs } = readLogLine(line.trimEnd(), this.#clock);
      if (atMs !== undefined) return atMs;
    }
    return undefined;
  }
}
