import type { WaitHistogram } from '../../model/goroutine.ts';

// The waiting times of a leak are as many as it has minutes, in its group and again for each container: hundreds of
// thousands. They are kept in one table of numbers for the whole profile, not in a Map for each of them, which costs five
// times the time. Where there are too many, all but the longest are kept more coarsely: by 2 minutes, 4, 8, … That depends on
// what is in the table, not on the order in which it came; tables of the parts of a dump add up to the table of the whole.

/** Different waiting times, over all counters. */
const MOST_ENTRIES = 1 << 18;
const FEWEST_SLOTS = 1 << 10;
/** Coarser than the longest waiting time there can be. */
const COARSEST = 23;

/** What a table holds, as it is sent from thread to thread: entry `i` counts `counts[i]` waits of counter `counters[i]`. */
export interface WaitEntries {
  /** A waiting time `t` is kept as `t >>> coarseness`. */
  readonly coarseness: number;
  readonly counters: Int32Array;
  readonly times: Int32Array;
  readonly counts: Uint32Array;
  /** For each counter its longest wait, in minutes. */
  readonly longest: readonly number[];
}

/** Histograms of waiting times, one for each counter, in an open-addressed hash table. */
export class WaitTable {
  #coarseness = 0;
  #size = 0;
  #counters = new Int32Array(FEWEST_SLOTS);
  #times = new Int32Array(FEWEST_SLOTS);
  /** 0: the slot is free. */
  #counts = new Uint32Array(FEWEST_SLOTS);
  readonly #longest: number[] = [];

  /** Counts waits of `minutes` (whole, below 2^23) for the counter with this number (0, 1, 2, …). */
  add(counter: number, minutes: number, count = 1): void {
    const time = minutes >>> this.#coarseness;
    if (minutes > (this.#longest[counter] ?? -1)) this.#longest[counter] = minutes;
    const mask = this.#counts.length - 1;
    let slot = hash(counter, time) & mask;
    for (;;) {
      const found = this.#counts[slot];
      if (found === 0) break;
      if (this.#times[slot] === time && this.#counters[slot] === counter) {
        this.#counts[slot] = (found ?? 0) + count;
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.#counters[slot] = counter;
    this.#times[slot] = time;
    this.#counts[slot] = count;
    if (++this.#size > MOST_ENTRIES && this.#coarseness < COARSEST) this.#rebuild(this.#coarseness + 1);
    else if (this.#size * 2 > mask) this.#rebuild(this.#coarseness);
  }

  /** Adds what another table holds; `numberOf` tells the number that its counter has here. */
  addEntries(entries: WaitEntries, numberOf: readonly number[]): void {
    while (this.#coarseness < entries.coarseness) this.#rebuild(this.#coarseness + 1);
    entries.counts.forEach((count, index) => {
      const counter = numberOf[entries.counters[index] ?? 0];
      const minutes = (entries.times[index] ?? 0) << entries.coarseness;
      if (counter !== undefined) this.add(counter, minutes, count);
    });
    entries.longest.forEach((minutes, index) => {
      const counter = numberOf[index];
      if (counter !== undefined) this.#longest[counter] = Math.max(minutes, this.#longest[counter] ?? 0);
    });
  }

  entries(): WaitEntries {
    const counters = new Int32Array(this.#size);
    const times = new Int32Array(this.#size);
    const counts = new Uint32Array(this.#size);
    let index = 0;
    this.#counts.forEach((count, slot) => {
      if (count === 0) return;
      counters[index] = this.#counters[slot] ?? 0;
      times[index] = this.#times[slot] ?? 0;
      counts[index++] = count;
    });
    return { coarseness: this.#coarseness, counters, times, counts, longest: [...this.#longest] };
  }

  /** Moves all entries to a table with room for more, or to a coarser one. */
  #rebuild(coarseness: number): void {
    const { counters, times, counts } = this.entries();
    const step = coarseness - this.#coarseness;
    const slots = step > 0 ? this.#counts.length : this.#counts.length * 2;
    this.#coarseness = coarseness;
    this.#size = 0;
    this.#counters = new Int32Array(slots);
    this.#times = new Int32Array(slots);
    this.#counts = new Uint32Array(slots);
    counts.forEach((count, index) => {
      const minutes = ((times[index] ?? 0) >>> step) << coarseness;
      this.add(counters[index] ?? 0, minutes, count);
    });
  }
}

/** The histogram of each counter, shortest waits first; a counter that counted nothing has none. */
export function waitHistograms({
  coarseness,
  counters,
  times,
  counts,
  longest,
}: WaitEntries): Map<number, WaitHistogram> {
  const perCounter = new Map<number, number[]>();
  counters.forEach((counter, index) => {
    const entries = perCounter.get(counter);
    if (entries === undefined) perCounter.set(counter, [index]);
    else entries.push(index);
  });
  const histograms = new Map<number, WaitHistogram>();
  for (const [counter, entries] of perCounter) {
    // The time and where it stands in one number: typed arrays sort numbers ten times as fast as a comparison does.
    const keys = Float64Array.from(entries, (index) => (times[index] ?? 0) * 2 ** 30 + index).sort();
    const histogram = new Map<number, number>();
    keys.forEach((key, position) => {
      const minutes = Math.floor(key / 2 ** 30) << coarseness;
      const isLongest = position === keys.length - 1;
      histogram.set(isLongest ? (longest[counter] ?? minutes) : minutes, counts[key % 2 ** 30] ?? 0);
    });
    histograms.set(counter, histogram);
  }
  return histograms;
}

function hash(counter: number, time: number): number {
  const mixed = Math.imul(counter, 0x9e3779b1) ^ Math.imul(time, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
