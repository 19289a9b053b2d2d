/**
 * Looks for any of many literal strings in bytes. Source: S. Wu, U. Manber, "A Fast Algorithm for Multi-Pattern Searching",
 * University of Arizona TR-94-17, 1994. It looks at the end of a window as long as the shortest needle: most often the three
 * bytes there stand in no needle, and the window moves on by nearly its whole length.
 */

/** Three bytes at a time; fewer collide with ordinary text too often. */
const BLOCK = 3;
const TABLE_SIZE = 1 << 16;

/** A set of literal strings, prepared for finding. Needles are ASCII, of at least three characters. */
export class NeedleSearch {
  /** Length of the needle that `find` found last. */
  foundLength = 0;
  readonly #window: number;
  /** For each hash of a block: how far the window may move. */
  readonly #shift: Uint8Array;
  /** For each pair of bytes: 1 when a needle begins with it. */
  readonly #begins = new Uint8Array(1 << 16);
  /** For each hash of a block that ends a window: the needles that begin with such a window, longest first. */
  readonly #candidates = new Map<number, Uint8Array[]>();

  constructor(needles: readonly string[]) {
    this.#window = Math.min(255, ...needles.map((needle) => needle.length));
    if (this.#window < BLOCK) throw new RangeError(`a needle needs at least ${BLOCK} characters`);
    this.#shift = new Uint8Array(TABLE_SIZE).fill(this.#window - BLOCK + 1);
    const longestFirst = [...new Set(needles)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
    for (const needle of longestFirst) this.#add(Buffer.from(needle, 'latin1'));
  }

  /** Where the first needle stands that lies wholly in [from, to); -1 when there is none. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const window = this.#window;
    const shifts = this.#shift;
    const begins = this.#begins;
    let last = from + window - 1;
    while (last < to) {
      const hash = hashBlock(bytes[last - 2] ?? 0, bytes[last - 1] ?? 0, bytes[last] ?? 0);
      const shift = shifts[hash] ?? 1;
      if (shift > 0) {
        last += shift;
        continue;
      }
      const at = last - window + 1;
      last++;
      if (begins[((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)] === 0) continue;
      for (const needle of this.#candidates.get(hash) ?? []) {
        if (at + needle.length <= to && startsWith(bytes, at, needle)) {
          this.foundLength = needle.length;
          return at;
        }
      }
    }
    return -1;
  }

  #add(needle: Uint8Array): void {
    this.#begins[((needle[0] ?? 0) << 8) | (needle[1] ?? 0)] = 1;
    for (let last = BLOCK - 1; last < this.#window; last++) {
      const hash = hashBlock(needle[last - 2] ?? 0, needle[last - 1] ?? 0, needle[last] ?? 0);
      const shift = this.#window - 1 - last;
      this.#shift[hash] = Math.min(this.#shift[hash] ?? 0, shift);
      if (shift === 0) this.#candidates.set(hash, [...(this.#candidates.get(hash) ?? []), needle]);
    }
  }
}

function hashBlock(first: number, second: number, third: number): number {
  return ((first << 9) ^ (second << 5) ^ third) & (TABLE_SIZE - 1);
}

function startsWith(bytes: Uint8Array, at: number, needle: Uint8Array): boolean {
  for (let index = 0; index < needle.length; index++) if (bytes[at + index] !== needle[index]) return false;
  return true;
}
