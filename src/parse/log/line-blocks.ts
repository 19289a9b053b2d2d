/**
 * Cuts a stream of chunks into blocks of whole lines, without copying what a chunk holds whole. Only a line that runs over the
 * end of a chunk is put together, and of it no more than `maxLineBytes`: a line of ten gigabytes costs no more than that.
 */

/** Feed it chunks in order, then `end`; every block but the last one ends with a line feed. */
export class LineBlocks {
  readonly #open: Buffer;
  #openBytes = 0;
  /** The line began in an earlier chunk, whether or not any of it could be kept. */
  #isOpen = false;

  /** `maxLineBytes`: what is kept of a line that runs over the end of a chunk. */
  constructor(maxLineBytes: number) {
    this.#open = Buffer.alloc(maxLineBytes);
  }

  /** The blocks that this chunk completes. They are valid until the next call. */
  *push(chunk: Buffer): Generator<Buffer> {
    let from = 0;
    if (this.#isOpen) {
      const end = chunk.indexOf(10);
      this.#keep(chunk.subarray(0, end < 0 ? chunk.length : end));
      if (end < 0) return;
      yield this.#closed(true);
      from = end + 1;
    }
    const end = chunk.lastIndexOf(10) + 1;
    if (end > from) yield chunk.subarray(from, end);
    const rest = Math.max(from, end);
    if (rest < chunk.length) this.#keep(chunk.subarray(rest));
  }

  /** What is left: a last line without a line feed. */
  *end(): Generator<Buffer> {
    if (this.#isOpen) yield this.#closed(false);
  }

  #keep(bytes: Buffer): void {
    this.#isOpen = true;
    this.#openBytes += bytes.copy(this.#open, this.#openBytes);
  }

  #closed(withLineFeed: boolean): Buffer {
    const line = this.#open.subarray(0, this.#openBytes);
    this.#openBytes = 0;
    this.#isOpen = false;
    return Buffer.concat(withLineFeed ? [line, LINE_FEED] : [line]);
  }
}

const LINE_FEED = Buffer.from('\n');
