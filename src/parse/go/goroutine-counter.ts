import type { Frame, GoroutineGroup } from '../../model/goroutine.ts';
import type { WaitTable } from './wait-table.ts';

/** Different values of one argument that are kept apart. */
export const MOST_VALUES = 65_536;

/** How many goroutines have one value in an argument; `waits` is the number of its counter in the table of waiting times. */
export interface ValueCount {
  readonly word: number | string;
  count: number;
  readonly waits: number;
  readonly firstLine: number;
}

/** The values of one argument as they were counted, in the order in which they came. */
export interface ArgumentCounts {
  readonly function: string;
  readonly index: number;
  readonly certain: boolean;
  readonly values: readonly ValueCount[];
  /** There were more than are kept apart. */
  readonly overflowed: boolean;
}

/** What tells a group from others, and where it was seen first. */
export interface GroupStart {
  readonly state: string;
  readonly frames: readonly Frame[];
  readonly framesElided: boolean;
  readonly createdBy?: Frame;
  readonly firstLine: number;
  readonly firstHeader: string;
}

/** A group as it was counted. */
export interface GroupCounts {
  readonly start: GroupStart;
  readonly count: number;
  readonly lockedToThread: number;
  readonly waits: number;
  readonly arguments: readonly ArgumentCounts[];
}

/** Gives the counters of one profile their numbers in its table of waiting times. */
export class WaitNumbers {
  readonly table: WaitTable;
  #next = 0;

  constructor(table: WaitTable) {
    this.table = table;
  }

  next(): number {
    return this.#next++;
  }
}

/** The values of one argument, being counted. */
export class ArgumentCounter {
  readonly function: string;
  readonly index: number;
  readonly certain: boolean;
  readonly #values = new Map<number | string, ValueCount>();
  readonly #numbers: WaitNumbers;
  #overflowed = false;
  /** Goroutines that one caller left behind stand together. */
  #latest: ValueCount | undefined;

  constructor(name: string, probe: { index: number; certain?: boolean }, numbers: WaitNumbers) {
    this.function = name;
    this.index = probe.index;
    this.certain = probe.certain === true;
    this.#numbers = numbers;
  }

  /** Values past the first 65 536 different ones are not counted: the tallies then add up to less than the group. */
  add(word: number | string, minutes: number, line: number): void {
    const value = this.#latest?.word === word ? this.#latest : this.#value(word, line);
    if (value === undefined) return;
    this.#latest = value;
    value.count++;
    this.#numbers.table.add(value.waits, minutes);
  }

  result(): ArgumentCounts {
    return {
      function: this.function,
      index: this.index,
      certain: this.certain,
      values: [...this.#values.values()],
      overflowed: this.#overflowed,
    };
  }

  #value(word: number | string, line: number): ValueCount | undefined {
    const known = this.#values.get(word);
    if (known !== undefined) return known;
    if (this.#values.size >= MOST_VALUES) {
      this.#overflowed = true;
      return undefined;
    }
    const value = { word, count: 0, waits: this.#numbers.next(), firstLine: line };
    this.#values.set(word, value);
    return value;
  }
}

/** One group of goroutines, being counted. */
export class GoroutineCounter {
  readonly arguments: readonly ArgumentCounter[];
  readonly #start: GroupStart;
  readonly #table: WaitTable;
  readonly #waits: number;
  #count = 0;
  #lockedToThread = 0;

  constructor(start: GroupStart, args: readonly ArgumentCounter[], numbers: WaitNumbers) {
    this.#start = start;
    this.arguments = args;
    this.#table = numbers.table;
    this.#waits = numbers.next();
  }

  add(minutes: number, lockedToThread: boolean): void {
    this.#count++;
    if (lockedToThread) this.#lockedToThread++;
    this.#table.add(this.#waits, minutes);
  }

  result(): GroupCounts {
    return {
      start: this.#start,
      count: this.#count,
      lockedToThread: this.#lockedToThread,
      waits: this.#waits,
      arguments: this.arguments.map((values) => values.result()),
    };
  }
}

/** Largest first; equal ones by their first line. */
export function sortGroups(groups: GoroutineGroup[]): GoroutineGroup[] {
  return groups.sort((a, b) => b.count - a.count || a.firstLine - b.firstLine);
}
