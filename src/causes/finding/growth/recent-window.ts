/**
 * The recent time over which a rate is read. It begins with the last twelve intervals, and reaches further back only as long as the
 * rate there is much the same, and no further than the forecast reaches ahead: a limit that is an hour away asks for the last hour,
 * not for the last month.
 */
import type { LogSample } from '../../../model/log.ts';

/** The time from one burst to the next, and what the next one brought. */
export interface Interval {
  readonly ms: number;
  readonly count: number;
}

export interface RecentWindow {
  /** Oldest first. */
  readonly intervals: readonly Interval[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
  /** The intervals grow from third to third. */
  readonly isSlowing: boolean;
}

const FIRST_INTERVALS = 12;
const FEWEST_INTERVALS = 3;
/** Two rates further apart than this are not the same one. */
const SAME_RATE = 2.5;
/** Each third is slower than the one before by so much … */
const SLOWER = 1.2;
/** … and the last one slower than the first by so much. */
const MUCH_SLOWER = 1.6;

/**
 * The window that ends at `nowMs`; undefined with fewer than three intervals. `left`: how many more may come, Infinity where
 * that is unknown.
 */
export function findWindow(
  bursts: readonly LogSample[],
  nowMs: number,
  left: number,
): RecentWindow | undefined {
  const all = intervalsOf(bursts, nowMs);
  if (bursts.length - 1 < FEWEST_INTERVALS) return undefined;
  let size = Math.min(all.length, FIRST_INTERVALS);
  while (size >= 2 * FEWEST_INTERVALS && !isSameRate(...halves(all.slice(-size)))) size = Math.ceil(size / 2);
  while (size < all.length) {
    const inner = all.slice(-size);
    const outer = all.slice(-2 * size, -size);
    if (msOf(inner) >= left / rateOf(inner) || !isSameRate(outer, inner)) break;
    size = Math.min(all.length, 2 * size);
  }
  const intervals = all.slice(-size);
  const toMs = (bursts[0]?.atMs ?? 0) + msOf(all);
  return {
    intervals,
    fromMs: toMs - msOf(intervals),
    toMs,
    count: countIn(intervals),
    isSlowing: isSlowing(all.slice(-Math.max(size, FIRST_INTERVALS))),
  };
}

/** In one unit of time so many. */
export function rateOf(intervals: readonly Interval[]): number {
  return countIn(intervals) / msOf(intervals);
}

export function msOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { ms }) => sum + ms, 0);
}

export function countIn(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { count }) => sum + count, 0);
}

/** A silence that is longer than usual is an interval, too, that has brought nothing yet. */
function intervalsOf(bursts: readonly LogSample[], nowMs: number): Interval[] {
  const intervals = bursts
    .slice(1)
    .map(({ atMs, count }, index) => ({ ms: atMs - (bursts[index]?.atMs ?? atMs), count }));
  const silentMs = nowMs - (bursts.at(-1)?.atMs ?? nowMs);
  const usual = msOf(intervals) / Math.max(1, intervals.length);
  return silentMs > usual ? [...intervals, { ms: silentMs, count: 0 }] : intervals;
}

function halves(intervals: readonly Interval[]): [readonly Interval[], readonly Interval[]] {
  const middle = Math.floor(intervals.length / 2);
  return [intervals.slice(0, middle), intervals.slice(middle)];
}

function isSameRate(one: readonly Interval[], other: readonly Interval[]): boolean {
  const ratio = rateOf(one) / rateOf(other);
  return ratio <= SAME_RATE && ratio >= 1 / SAME_RATE;
}

function isSlowing(intervals: readonly Interval[]): boolean {
  const third = Math.floor(intervals.length / 3);
  const newest = rateOf(intervals.slice(-third));
  const middle = rateOf(intervals.slice(-2 * third, -third));
  const oldest = rateOf(intervals.slice(0, intervals.length - 2 * third));
  return oldest > SLOWER * middle && middle > SLOWER * newest && oldest > MUCH_SLOWER * newest;
}
