import type { Frame } from '../../model/goroutine.ts';
import { readArgumentWord } from './argument-words.ts';
import { FrameTable } from './frame-table.ts';
import { ArgumentCounter, GoroutineCounter, WaitNumbers } from './goroutine-counter.ts';
import type { GroupCounts } from './goroutine-counter.ts';
import { stateName } from './goroutine-header.ts';
import type { HeaderSpan } from './goroutine-header.ts';
import { parseGoroutineStack } from './goroutine-stack.ts';
import type { GoroutineStack } from './goroutine-stack.ts';
import { KnownStacks, UNENDED_STACK, UNKNOWN_STACK } from './known-stacks.ts';
import type { StackTree } from './known-stacks.ts';
import { WaitTable } from './wait-table.ts';
import type { WaitEntries } from './wait-table.ts';

/** An argument whose values tell goroutines apart. */
export interface ArgumentProbe {
  /** Matches a function as Go prints it. */
  readonly function: RegExp;
  /** Position among the printed words, from 0; a receiver counts, braces do not. */
  readonly index: number;
  /** Leave out words that the runtime marks as maybe stale (`?`). */
  readonly certain?: boolean;
}

/** Where a goroutine stands in the window. */
interface GoroutinePlace {
  /** Of its header. */
  readonly start: number;
  readonly header: Readonly<HeaderSpan>;
  /** What the window is filled to. */
  readonly end: number;
  /** Nothing will follow `end`. */
  readonly last: boolean;
  /** Nothing more fits behind `end`. */
  readonly full: boolean;
  /** Of its header, from 1. */
  readonly line: number;
}

/** What was counted. */
interface GoroutineTaken {
  readonly next: number;
  /** Without the header. */
  readonly lineCount: number;
  readonly whole: boolean;
}

/** Different stacks that are kept apart; goroutines with further ones are `ungrouped`. */
export const MOST_GROUPS = 65_536;
const MOST_STATES = 512;

/** What is known of a recognised stack: its group, and where the arguments lie that are asked for. */
interface KnownStack {
  readonly counter: GoroutineCounter;
  readonly probed: readonly { readonly part: number; readonly values: ArgumentCounter }[];
  readonly lineCount: number;
}

interface KnownState extends StackTree<KnownStack> {
  readonly printed: Uint8Array;
}

/** Groups the goroutines that stand, one after the other, in a window of bytes: by state, stack and creator. */
export class GoroutineGrouping {
  total = 0;
  ungrouped = 0;
  readonly #window: Uint8Array;
  readonly #probes: readonly ArgumentProbe[];
  readonly #states = new Map<number, KnownState>();
  readonly #known: KnownStacks<KnownStack>;
  readonly #table = new FrameTable();
  readonly #groups = new Map<string, GoroutineCounter>();
  readonly #numbers = new WaitNumbers(new WaitTable());

  constructor(window: Uint8Array, probes: readonly ArgumentProbe[]) {
    this.#window = window;
    this.#probes = probes;
    this.#known = new KnownStacks(window);
  }

  /** Counts the goroutine at `place`, unless the dump ends in the middle of it. Undefined: its end is not there yet. */
  take(place: GoroutinePlace): GoroutineTaken | undefined {
    const { header, end, last, full } = place;
    const state = this.#state(header);
    if (state !== undefined) {
      const known = this.#known.find(state, header.next, end, last);
      if (known === UNENDED_STACK && !full) return undefined;
      if (known !== UNKNOWN_STACK && known !== UNENDED_STACK) {
        this.#count(known, this.#known.parts, place);
        return { next: this.#known.next, lineCount: known.lineCount, whole: true };
      }
    }
    const stack = parseGoroutineStack(this.#window, header.next, end, last || full, this.#table);
    if (stack === undefined) return undefined;
    // A goroutine that is larger than the window is counted, by the frames that fit.
    const cut = !last && stack.next === end;
    if (cut) this.#countNew({ ...stack, framesElided: true, irregular: true }, state, place);
    else if (stack.whole) this.#countNew(stack, state, place);
    return stack;
  }

  /** The groups in the order in which they came, and the waiting times to which they refer. */
  counted(): { groups: readonly GroupCounts[]; waits: WaitEntries } {
    const groups = [...this.#groups.values()].map((counter) => counter.result());
    return { groups, waits: this.#numbers.table.entries() };
  }

  /** The tree of a state; undefined when there are too many. */
  #state({ stateStart, stateEnd, stateHash }: Readonly<HeaderSpan>): KnownState | undefined {
    const known = this.#states.get(stateHash);
    if (known !== undefined) {
      if (known.printed.length !== stateEnd - stateStart) return undefined;
      for (let i = 0; i < known.printed.length; i++) {
        if (known.printed[i] !== this.#window[stateStart + i]) return undefined;
      }
      return known;
    }
    if (this.#states.size >= MOST_STATES) return undefined;
    const state: KnownState = { printed: this.#window.slice(stateStart, stateEnd), branches: [] };
    this.#states.set(stateHash, state);
    return state;
  }

  /** `parts`: where the varying parts of the stack begin. */
  #count(known: KnownStack, parts: Int32Array, place: GoroutinePlace): void {
    const { minutes, lockedToThread } = place.header;
    this.total++;
    known.counter.add(minutes, lockedToThread);
    for (const { part, values } of known.probed) {
      const at = parts[part] ?? place.end;
      const word = readArgumentWord(this.#window, at, place.end, values.index, values.certain);
      if (word !== undefined) values.add(word, minutes, place.line);
    }
  }

  /** Counts a goroutine whose stack was parsed, and remembers the stack. */
  #countNew(stack: GoroutineStack, state: KnownState | undefined, place: GoroutinePlace): void {
    const counter = this.#counter(stack, place);
    if (counter === undefined) {
      this.ungrouped++;
      return;
    }
    const probed = counter.arguments.flatMap((values) => {
      const frame = stack.frames.findIndex((candidate) => candidate.function === values.function);
      const part = stack.argumentParts[frame] ?? -1;
      return part < 0 ? [] : [{ part, values }];
    });
    const known: KnownStack = { counter, probed, lineCount: stack.lineCount };
    this.#count(known, Int32Array.from(stack.partStarts), place);
    if (state !== undefined && !stack.irregular) this.#known.remember(state, stack.pieces, known);
  }

  /** The group of a stack; undefined when it would be one too many. */
  #counter(stack: GoroutineStack, place: GoroutinePlace): GoroutineCounter | undefined {
    const { frames, createdBy, framesElided } = stack;
    const { stateStart, stateEnd, next } = place.header;
    const state = stateName(this.#text(stateStart, stateEnd));
    const creator = createdBy === undefined ? '' : this.#table.stackKey([createdBy]);
    const key = `${state}\n${framesElided} ${creator}: ${this.#table.stackKey(frames)}`;
    const known = this.#groups.get(key);
    if (known !== undefined || this.#groups.size >= MOST_GROUPS) return known;
    const start = {
      state,
      frames,
      framesElided,
      ...(createdBy === undefined ? {} : { createdBy }),
      firstLine: place.line,
      firstHeader: this.#text(place.start, next).trimEnd(),
    };
    const counter = new GoroutineCounter(start, this.#probe(frames), this.#numbers);
    this.#groups.set(key, counter);
    return counter;
  }

  /** One counter for each probe that matches a frame, at the frame nearest to the leaf. */
  #probe(frames: readonly Frame[]): ArgumentCounter[] {
    const counters = new Map<string, ArgumentCounter>();
    for (const probe of this.#probes) {
      for (const { function: name } of frames) {
        const key = `${probe.index} ${name}`;
        // Not `test`: that would depend on the lastIndex of a global expression.
        if (counters.has(key) || name.search(probe.function) < 0) continue;
        counters.set(key, new ArgumentCounter(name, probe, this.#numbers));
      }
    }
    return [...counters.values()];
  }

  #text(from: number, to: number): string {
    return Buffer.from(this.#window.buffer, this.#window.byteOffset + from, to - from).toString('utf8');
  }
}
