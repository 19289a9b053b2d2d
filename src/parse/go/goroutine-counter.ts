import type { ArgumentValues, Frame, GoroutineGroup } from '../../model/goroutine.ts';
import { printArgumentWord } from './argument-words.ts';

/** Different values of one argument that are kept apart. */
const MOST_VALUES = 65_536;

/** How many more different waiting times may be kept apart in one profile; past that they are rounded. */
export interface WaitBudget {
  left: number;
}

/** A histogram of waiting times, under way. */
export class WaitCounter {
  readonly counts = new Map<number, number>();
  readonly #budget: WaitBudget;

  constructor(budget: WaitBudget) {
    this.#budget = budget;
  }

  add(minutes: number): void {
    const count = this.counts.get(minutes);
    if (count !== undefined) this.counts.set(minutes, count + 1);
    else if (this.#budget.left > 0 || minutes < 2) {
      this.#budget.left--;
      this.counts.set(minutes, 1);
    } else {
      const rounded = 2 ** Math.floor(Math.log2(minutes));
      this.counts.set(rounded, (this.counts.get(rounded) ?? 0) + 1);
    }
  }
}

/** The values of one argument, counted. */
export class ArgumentCounter {
  readonly function: string;
  readonly index: number;
  readonly certain: boolean;
  readonly #values = new Map<number | string, { count: number; waits: WaitCounter; firstLine: number }>();
  readonly #budget: WaitBudget;

  constructor(name: string, probe: { index: number; certain?: boolean }, budget: WaitBudget) {
    this.function = name;
    this.index = probe.index;
    this.certain = probe.certain === true;
    this.#budget = budget;
  }

  /** Values past the first 65 536 different ones are not counted: the tallies then add up to less than the group. */
  add(word: number | string, minutes: number, line: number): void {
    let value = this.#values.get(word);
    if (value === undefined) {
      if (this.#values.size >= MOST_VALUES) return;
      value = { count: 0, waits: new WaitCounter(this.#budget), firstLine: line };
      this.#values.set(word, value);
    }
    value.count++;
    value.waits.add(minutes);
  }

  result(): ArgumentValues {
    const values = new Map(
      [...this.#values].map(([word, { count, waits, firstLine }]) => [
        printArgumentWord(word),
        { count, waits: waits.counts, firstLine },
      ]),
    );
    return { function: this.function, index: this.index, values };
  }
}

interface CounterStart {
  readonly state: string;
  readonly frames: readonly Frame[];
  readonly framesElided: boolean;
  readonly createdBy?: Frame;
  readonly firstLine: number;
  readonly firstHeader: string;
}

/** One group of goroutines, being counted. */
export class GoroutineCounter {
  count = 0;
  lockedToThread = 0;
  readonly waits: WaitCounter;
  readonly arguments: readonly ArgumentCounter[];
  readonly #start: CounterStart;

  constructor(start: CounterStart, args: readonly ArgumentCounter[], budget: WaitBudget) {
    this.#start = start;
    this.arguments = args;
    this.waits = new WaitCounter(budget);
  }

  add(minutes: number, lockedToThread: boolean): void {
    this.count++;
    if (lockedToThread) this.lockedToThread++;
    this.waits.add(minutes);
  }

  result(): GoroutineGroup {
    return {
      ...this.#start,
      count: this.count,
      waits: this.waits.counts,
      lockedToThread: this.lockedToThread,
      arguments: this.arguments.map((values) => values.result()),
    };
  }
}

/** Largest first; equal ones by their first line. */
export function sortGroups(groups: GoroutineGroup[]): GoroutineGroup[] {
  return groups.sort((a, b) => b.count - a.count || a.firstLine - b.firstLine);
}
