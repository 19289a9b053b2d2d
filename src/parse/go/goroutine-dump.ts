// A full goroutine dump: /debug/pprof/goroutine?debug=2, dockerd's SIGUSR1 dump file, what SIGQUIT and a panic print.
//
//   goroutine 31 [select, 5940 minutes]:
//   github.com/docker/docker/container.(*State).Wait.func1(0x29dd0e0, 0xc001882480)
//   	/go/src/github.com/docker/docker/container/state.go:213 +0xc7
//   created by github.com/docker/docker/container.(*State).Wait
//   	/go/src/github.com/docker/docker/container/state.go:212 +0xa5
//
// Defined in golang/go src/runtime/traceback.go (go1.19.8: goroutineheader line 1004, tracebackothers 1041); what differs
// between versions is said in goroutine-header.ts and goroutine-stack.ts. net/http/pprof stops at 64 MiB in the middle of a
// line (src/runtime/pprof/pprof.go, writeGoroutineStacks, go1.19.8: line 697); a dump that a signal asks for does not.
// Whatever stands in front, between and behind (`SIGQUIT: quit`, `=== BEGIN goroutine stack dump ===`, registers) is
// skipped.

import type { GoroutineProfile } from '../../model/goroutine.ts';
import { GoroutineGrouping } from './goroutine-grouping.ts';
import type { ArgumentProbe } from './goroutine-grouping.ts';
import { readGoroutineHeader, startsGoroutine } from './goroutine-header.ts';
import type { HeaderSpan } from './goroutine-header.ts';
import { profileOfPart } from './goroutine-part.ts';
import type { GoroutinePart } from './goroutine-part.ts';

interface GoroutineDumpOptions {
  readonly daemon: string;
  readonly file: string;
  readonly argumentProbes?: readonly ArgumentProbe[];
}

/** No goroutine is larger; of one that is, the rest is skipped. */
const WINDOW_BYTES = 1 << 20;

/** Parses and groups a full dump while it streams by. Memory depends on the number of different stacks alone. */
export async function parseGoroutineDump(
  chunks: AsyncIterable<Uint8Array>,
  options: GoroutineDumpOptions,
): Promise<GoroutineProfile> {
  const reader = new GoroutineDumpReader(options.argumentProbes ?? []);
  for await (const chunk of chunks) reader.push(chunk);
  return profileOfPart(reader.end(), options);
}

/** Finds the goroutines in a stream of bytes, in a window that slides over it. */
export class GoroutineDumpReader {
  readonly #window = new Uint8Array(WINDOW_BYTES);
  readonly #grouping: GoroutineGrouping;
  readonly #header: HeaderSpan = {
    stateStart: 0,
    stateEnd: 0,
    stateHash: 0,
    minutes: 0,
    lockedToThread: false,
    next: 0,
  };
  #start = 0;
  #end = 0;
  /** There is no sense in trying again before the window is filled so far: tiny chunks would cost the square. */
  #wanted = 1;
  /** Of the line at `#start`, from 1. */
  #line = 1;
  /** The line at `#start` began earlier. */
  #midLine = false;
  #truncated = false;
  #firstBytes: string | undefined;

  constructor(probes: readonly ArgumentProbe[]) {
    this.#grouping = new GoroutineGrouping(this.#window, probes);
  }

  push(chunk: Uint8Array): void {
    for (let offset = 0; offset < chunk.length;) {
      const size = Math.min(chunk.length - offset, this.#window.length - this.#end);
      this.#window.set(chunk.subarray(offset, offset + size), this.#end);
      this.#end += size;
      offset += size;
      if (this.#end >= this.#wanted) this.#consume(false);
    }
  }

  /** Where the next bytes may be written instead of pushed; never empty. `filled` tells how many were. */
  room(): Uint8Array {
    return this.#window.subarray(this.#end);
  }

  filled(bytes: number): void {
    this.#end += bytes;
    if (this.#end >= this.#wanted) this.#consume(false);
  }

  end(): GoroutinePart {
    this.#consume(true);
    const { total, ungrouped } = this.#grouping;
    return {
      total,
      ungrouped,
      truncated: this.#truncated,
      lineCount: this.#line - 1,
      ...this.#grouping.counted(),
      firstBytes: this.#firstBytes ?? '',
    };
  }

  /** Takes from the window what is whole, and moves the rest to its beginning. */
  #consume(last: boolean): void {
    this.#firstBytes ??= Buffer.from(this.#window.subarray(0, Math.min(this.#end, 80))).toString('latin1');
    while (this.#start < this.#end) {
      if (!(this.#headerThere(last) ? this.#takeGoroutine(last) : this.#skipLine(last))) break;
    }
    const left = this.#end - this.#start;
    if (this.#start > 0) this.#window.copyWithin(0, this.#start, this.#end);
    this.#start = 0;
    this.#end = left;
    this.#wanted = Math.min(this.#window.length, left + (left >> 2) + 1);
  }

  /** Whether a goroutine's header, all of it, stands at `#start`. */
  #headerThere(last: boolean): boolean {
    if (this.#midLine || !startsGoroutine(this.#window, this.#start, this.#end)) return false;
    if (readGoroutineHeader(this.#window, this.#start, this.#end, this.#header)) return true;
    if (last && this.#window.subarray(this.#start, this.#end).indexOf(0x0a) < 0) this.#truncated = true;
    return false;
  }

  /** Moves past a goroutine. False: its end is not there yet. */
  #takeGoroutine(last: boolean): boolean {
    const taken = this.#grouping.take({
      start: this.#start,
      header: this.#header,
      end: this.#end,
      last,
      full: this.#start === 0 && this.#end === this.#window.length,
      line: this.#line,
    });
    if (taken === undefined) return false;
    if (last && !taken.whole) this.#truncated = true;
    this.#midLine = this.#window[taken.next - 1] !== 0x0a;
    this.#start = taken.next;
    this.#line += 1 + taken.lineCount;
    return true;
  }

  /** Moves past a line that belongs to no goroutine. False: its end is not there yet. */
  #skipLine(last: boolean): boolean {
    const feed = this.#window.subarray(0, this.#end).indexOf(0x0a, this.#start);
    if (feed >= 0) {
      this.#start = feed + 1;
      this.#line++;
      this.#midLine = false;
      return true;
    }
    if (last || this.#end - this.#start === this.#window.length) {
      this.#midLine = true;
      this.#start = this.#end;
    }
    return false;
  }
}
