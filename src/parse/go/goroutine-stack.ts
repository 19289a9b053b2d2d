// What stands below the header of one goroutine in a full dump (debug=2), up to the blank line:
//
//   github.com/docker/docker/daemon.(*Daemon).Kill(0xc000092180?, 0xc000ec4900)
//   	/go/src/github.com/docker/docker/daemon/kill.go:162 +0x23d
//   created by net/http.(*Server).Serve in goroutine 1
//   	/usr/lib/go-1.21/src/net/http/server.go:3086 +0x5cb
//
// Defined in golang/go src/runtime/traceback.go (go1.19.8: gentraceback line 33, printArgs 579, printcreatedby1 789,
// traceback1 824, printAncestorTraceback 876; go1.21 has traceback2 for the first). Before go1.17 arguments are flat words,
// results included; since then `{…}` for structures, `_` and `...` for what is not shown; since go1.18 `?` for what may be
// stale. `(...)` stands for the arguments of an inlined function.
// ` in goroutine N` since go1.21. Elided frames: `...additional frames elided...` (100 at most) until go1.20, then
// `...N frames elided...` between the 50 innermost and the 50 outermost. Type parameters are printed as `[...]`.

import type { Frame } from '../../model/goroutine.ts';
import { startsGoroutine } from './goroutine-header.ts';
import { parseFrameLocation } from './frame-location.ts';
import type { FrameTable } from './frame-table.ts';

/** A piece of a stack that is the same whenever the stack is; what varies follows it, up to the byte `stop`. */
export interface StackPiece {
  readonly literal: Uint8Array;
  /** The byte that ends what varies; -1 behind the last piece. */
  readonly stop: number;
}

export interface GoroutineStack {
  /** Leaf first. */
  readonly frames: readonly Frame[];
  /** For each frame, which of the varying parts holds its arguments; -1: none are printed. */
  readonly argumentParts: readonly number[];
  readonly framesElided: boolean;
  readonly createdBy?: Frame;
  readonly pieces: readonly StackPiece[];
  /** Where the varying parts begin, each behind its piece. */
  readonly partStarts: readonly number[];
  /** The pieces do not tell the whole; do not recognise the stack by them. */
  readonly irregular: boolean;
  readonly lineCount: number;
  /** Behind the last line. */
  readonly next: number;
  /** False when the bytes end in the middle. */
  readonly whole: boolean;
}

const LONGEST_LINE = 65_536;
const CREATED_BY = 'created by ';
const IN_GOROUTINE = ' in goroutine ';
const NON_GO = 'non-Go function at pc=';

/**
 * Parses the stack that begins at `from`. Undefined when its end does not lie before `end`, unless `last` says that
 * nothing will follow.
 */
export function parseGoroutineStack(
  bytes: Uint8Array,
  from: number,
  end: number,
  last: boolean,
  table: FrameTable,
): GoroutineStack | undefined {
  const reader = new StackReader(bytes, from, table);
  const window = bytes.subarray(0, end);
  let lineCount = 0;
  let at = from;
  for (;;) {
    const feed = window.indexOf(0x0a, at);
    if (feed < 0) break;
    const lineEnd = feed > at && bytes[feed - 1] === 0x0d ? feed - 1 : feed;
    if (lineEnd === at || startsGoroutine(bytes, at, end)) return reader.result(at, lineCount, true);
    if (lineEnd - at > LONGEST_LINE) reader.irregular = true;
    else reader.readLine(at, lineEnd, feed);
    lineCount++;
    at = feed + 1;
  }
  if (!last) return undefined;
  const whole = at < end ? reader.readCutLine(at, end) : reader.mayEnd();
  return reader.result(end, lineCount, whole);
}

/** Reads the lines of one stack, and cuts it into what varies and what does not. */
class StackReader {
  irregular = false;
  readonly #bytes: Uint8Array;
  readonly #table: FrameTable;
  readonly #frames: Frame[] = [];
  readonly #argumentParts: number[] = [];
  readonly #pieces: StackPiece[] = [];
  readonly #partStarts: number[] = [];
  #pieceStart: number;
  #framesElided = false;
  #createdBy: Frame | undefined;
  /** `[originating from goroutine N]:` was there: the rest tells where the creator came from, not this goroutine. */
  #ancestors = false;
  /** A function line whose second line has not come yet. */
  #opened: { name: string; part: number; creator: boolean } | undefined;

  constructor(bytes: Uint8Array, from: number, table: FrameTable) {
    this.#bytes = bytes;
    this.#pieceStart = from;
    this.#table = table;
  }

  /** The line from `at` to `lineEnd`; its line feed stands at `feed`. */
  readLine(at: number, lineEnd: number, feed: number): void {
    if (this.#ancestors) return;
    const text = this.#text(at, lineEnd);
    const offsetOf = (index: number): number => at + Buffer.byteLength(text.slice(0, index));
    const elided = /^\.\.\.(additional|\d+) frames elided\.\.\.$/.exec(text);
    if (text.startsWith('\t')) {
      const registers = / (?:fp|pc)=0x/.exec(text);
      if (registers !== null) this.#vary(offsetOf(registers.index + registers[0].length), 0x0a, feed);
      this.#close(text.slice(1));
    } else if (elided !== null) {
      this.#framesElided = true;
      if (elided[1] !== 'additional') this.#vary(at + 3, 0x20, feed);
    } else if (text.startsWith(CREATED_BY)) {
      const goroutine = text.lastIndexOf(IN_GOROUTINE);
      if (goroutine >= 0) this.#vary(offsetOf(goroutine + IN_GOROUTINE.length), 0x0a, feed);
      const name = text.slice(CREATED_BY.length, goroutine < 0 ? text.length : goroutine);
      this.#opened = { name, part: -1, creator: true };
    } else if (text.startsWith('[originating from goroutine ')) {
      this.#ancestors = true;
      this.irregular = true;
    } else if (text.startsWith(NON_GO)) {
      this.#vary(at + NON_GO.length, 0x0a, feed);
      this.#push(this.#table.frame('non-Go function'), -1);
    } else {
      const open = text.endsWith(')') ? text.lastIndexOf('(') : -1;
      const part = open > 0 && !text.endsWith('(...)') ? this.#vary(offsetOf(open + 1), 0x29, feed) : -1;
      this.#opened = { name: open > 0 ? text.slice(0, open) : text, part, creator: false };
    }
  }

  /** The last line, without its line feed. True when it still says all that is needed. */
  readCutLine(at: number, end: number): boolean {
    this.irregular = true;
    if (this.#ancestors) return true;
    const text = this.#text(at, Math.min(end, at + LONGEST_LINE));
    if (this.#opened?.creator !== true || !/^\t.*:\d+ \+0x[0-9a-f]+$/.test(text)) return false;
    this.#close(text.slice(1));
    return true;
  }

  /** Whether the stack can end here: not before its first frame, nor between a function and its place. */
  mayEnd(): boolean {
    return this.#opened === undefined && (this.#frames.length > 0 || this.#createdBy !== undefined);
  }

  result(next: number, lineCount: number, whole: boolean): GoroutineStack {
    this.#cut(next, -1);
    // One that would be cut off here if nothing followed is not to be recognised where nothing does.
    if (!this.mayEnd()) this.irregular = true;
    return {
      frames: this.#frames,
      argumentParts: this.#argumentParts,
      framesElided: this.#framesElided,
      ...(this.#createdBy === undefined ? {} : { createdBy: this.#createdBy }),
      pieces: this.#pieces,
      partStarts: this.#partStarts,
      irregular: this.irregular,
      lineCount,
      next,
      whole,
    };
  }

  #close(location: string): void {
    // Nothing is open at `goroutine running on other thread; stack unavailable`.
    if (this.#opened === undefined) return;
    const { name, part, creator } = this.#opened;
    const frame = this.#table.frame(name, parseFrameLocation(location));
    if (creator) this.#createdBy = frame;
    else this.#push(frame, part);
    this.#opened = undefined;
  }

  #push(frame: Frame, part: number): void {
    this.#frames.push(frame);
    this.#argumentParts.push(part);
  }

  /** What varies begins at `from` and ends before the next `stop`, in the same line. Returns its number, or -1. */
  #vary(from: number, stop: number, feed: number): number {
    const until = this.#bytes.subarray(0, feed + 1).indexOf(stop, from);
    if (until < 0) {
      this.irregular = true;
      return -1;
    }
    this.#cut(from, stop);
    this.#partStarts.push(from);
    this.#pieceStart = until;
    return this.#pieces.length - 1;
  }

  #cut(to: number, stop: number): void {
    this.#pieces.push({ literal: this.#bytes.slice(this.#pieceStart, to), stop });
  }

  #text(from: number, to: number): string {
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + from, to - from).toString('utf8');
  }
}
