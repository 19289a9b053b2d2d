import type { StackPiece } from './goroutine-stack.ts';
import { startsGoroutine } from './goroutine-header.ts';

// A leak is the same stack a million times over. Stacks that were parsed once are kept here as a tree of the bytes that
// do not vary, and recognised by comparing these, eight at a time, while what varies (arguments, numbers) is skipped. A
// tree rather than a hash: nothing has to be hashed, no collision has to be excluded, and each byte is looked at once.
//
// Eight bytes are compared as a float, the widest word that JavaScript compares without allocating. Equal floats are equal
// bytes but for zeros and what is not a number, which no text has in it: such words are compared byte for byte.

/** One way on: the bytes that must follow, and what lies behind them. */
interface Branch<T> {
  readonly literal: Uint8Array;
  /** The same bytes, eight in a word, little-endian; the last word ends with the last byte. Empty: compare the bytes. */
  readonly words: Float64Array;
  readonly lastWord: number;
  readonly stop: number;
  readonly branches: Branch<T>[];
  /** Set where a stack ends. */
  value?: T;
}

/** The first step into a tree, one for each state. */
export interface StackTree<T> {
  readonly branches: Branch<T>[];
}

export const UNKNOWN_STACK = Symbol('unknown stack');
/** The stack may be known, but its end is not in sight. */
export const UNENDED_STACK = Symbol('unended stack');

/** Limits that only a file made for the purpose, or one of GOTRACEBACK=crash, comes near to. */
const MOST_BYTES = 16 << 20;
const MOST_BRANCHES = 256;
const MOST_PARTS = 1024;

/** Recognises stacks in one window of bytes. */
export class KnownStacks<T> {
  /** After a stack was recognised: where its varying parts begin. */
  readonly parts = new Int32Array(MOST_PARTS);
  /** After a stack was recognised: what follows its last line. */
  next = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #bytesLeft = MOST_BYTES;

  /** `window` is where `find` will be asked to look. */
  constructor(window: Uint8Array) {
    this.#bytes = window;
    this.#view = new DataView(window.buffer, window.byteOffset, window.byteLength);
  }

  /** Remembers a stack. Quietly does not when there are too many. */
  remember(tree: StackTree<T>, pieces: readonly StackPiece[], value: T): void {
    if (pieces.length > MOST_PARTS) return;
    let branches = tree.branches;
    let branch: Branch<T> | undefined;
    for (const { literal, stop } of pieces) {
      branch = branches.find((known) => known.stop === stop && isSame(known.literal, literal));
      if (branch === undefined) {
        // The other half is room for the branch itself.
        this.#bytesLeft -= 2 * literal.length + 256;
        if (branches.length >= MOST_BRANCHES || this.#bytesLeft < 0) return;
        branch = plant(literal, stop);
        branches.push(branch);
      }
      branches = branch.branches;
    }
    if (branch !== undefined) branch.value = value;
  }

  /** The stack that stands at `at`. `last`: nothing will follow `end`. */
  find(
    tree: StackTree<T>,
    at: number,
    end: number,
    last: boolean,
  ): T | typeof UNKNOWN_STACK | typeof UNENDED_STACK {
    const bytes = this.#bytes;
    let branches = tree.branches;
    let pos = at;
    let part = 0;
    for (;;) {
      let taken: Branch<T> | undefined;
      let unended = false;
      for (let i = 0; i < branches.length; i++) {
        const branch = branches[i];
        if (branch === undefined) break;
        const behind = pos + branch.literal.length;
        if (behind > end) {
          unended = true;
          continue;
        }
        if (!this.#matches(branch, pos)) continue;
        if (branch.stop < 0) {
          const ends = this.#stackEnds(behind, end, last);
          if (ends === undefined) unended = true;
          if (ends !== true) continue;
        }
        if (i > 0) {
          const first = branches[0];
          if (first !== undefined) branches[i] = first;
          branches[0] = branch;
        }
        taken = branch;
        break;
      }
      if (taken === undefined) return unended && !last ? UNENDED_STACK : UNKNOWN_STACK;
      pos += taken.literal.length;
      if (taken.stop < 0) {
        this.next = pos;
        return taken.value === undefined ? UNKNOWN_STACK : taken.value;
      }
      this.parts[part++] = pos;
      const stop = taken.stop;
      pos = this.#skipTo(stop, pos, end);
      if (pos >= end) return last ? UNKNOWN_STACK : UNENDED_STACK;
      if (bytes[pos] !== stop) return UNKNOWN_STACK;
      branches = taken.branches;
    }
  }

  #matches(branch: Branch<T>, pos: number): boolean {
    const { literal, words } = branch;
    const length = literal.length;
    if (words.length === 0) {
      for (let i = 0; i < length; i++) if (this.#bytes[pos + i] !== literal[i]) return false;
      return true;
    }
    const view = this.#view;
    // Neighbours differ at their ends, in the line number or the next function: look there first.
    if (view.getFloat64(pos + length - 8, true) !== branch.lastWord) return false;
    for (let i = 0, at = pos; i < words.length; i++, at += 8) {
      if (view.getFloat64(at, true) !== words[i]) return false;
    }
    return true;
  }

  /** Where the first `stop` or line feed stands, or `end`. Four bytes at a time: Warren, Hacker's Delight, 6-1 (a zero byte). */
  #skipTo(stop: number, from: number, end: number): number {
    const stops = Math.imul(stop, 0x01010101);
    let pos = from;
    for (; pos + 4 <= end; pos += 4) {
      const word = this.#view.getInt32(pos, true);
      const likeStop = word ^ stops;
      const likeFeed = word ^ 0x0a0a0a0a;
      const zeros = ((likeStop - 0x01010101) & ~likeStop) | ((likeFeed - 0x01010101) & ~likeFeed);
      if ((zeros & 0x80808080) !== 0) break;
    }
    for (; pos < end; pos++) if (this.#bytes[pos] === stop || this.#bytes[pos] === 0x0a) break;
    return pos;
  }

  /** Whether nothing of the stack follows: a blank line, another goroutine, the end. Undefined: that is not in sight. */
  #stackEnds(pos: number, end: number, last: boolean): boolean | undefined {
    if (pos === end) return last ? true : undefined;
    const byte = this.#bytes[pos];
    if (byte === 0x0a) return true;
    if (byte === 0x0d) return pos + 1 < end ? this.#bytes[pos + 1] === 0x0a : last ? false : undefined;
    if (byte !== 0x67 /* g */) return false;
    if (end - pos < 10) return last ? false : undefined;
    return startsGoroutine(this.#bytes, pos, end);
  }
}

/** From the end, where neighbours differ. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = a.length - 1; i >= 0; i--) if (a[i] !== b[i]) return false;
  return true;
}

function plant<T>(literal: Uint8Array, stop: number): Branch<T> {
  const words = wordsOf(literal);
  const view = new DataView(literal.buffer, literal.byteOffset, literal.byteLength);
  const lastWord = words.length === 0 ? 0 : view.getFloat64(literal.length - 8, true);
  return { literal, words, lastWord, stop, branches: [] };
}

const NO_WORDS = new Float64Array(0);

/** The whole words of a literal; none where it has no word, or one that floats cannot tell apart. */
function wordsOf(literal: Uint8Array): Float64Array {
  const view = new DataView(literal.buffer, literal.byteOffset, literal.byteLength);
  const words = new Float64Array(literal.length >> 3);
  for (let i = 0; i < words.length; i++) words[i] = view.getFloat64(i * 8, true);
  const isPlain = literal.length >= 8 && [...words, view.getFloat64(literal.length - 8, true)].every(Boolean);
  return isPlain ? words : NO_WORDS;
}
