import type { LogSample } from '../../../model/log.ts';
import type { WaitHistogram } from '../../../model/goroutine.ts';

/** When the occurrences of a leak came. */
export interface Course {
  readonly source: 'logs' | 'waits';
  /** `count` came at this time; by time, none in the future. */
  readonly arrivals: readonly LogSample[];
  /** How far a time may be off. */
  readonly precisionMs: number;
}

const MINUTE = 60_000;
/** Log lines carry seconds at least. */
const LOG_PRECISION_MS = 1_000;
/**
 * A wait is printed in whole minutes, and Go counts it from a garbage collection near its begin: older releases take the end of
 * the collection before, newer ones the next that meets the goroutine (golang/go src/runtime/mgcmark.go markroot, `waitsince`).
 * Collections are at most two minutes apart.
 */
export const WAIT_PRECISION_MS = 3 * MINUTE;

/** From the waits of goroutines: each has come so long before the capture. */
export function courseOfWaits(waits: WaitHistogram, capturedAtMs: number): Course {
  return {
    source: 'waits',
    arrivals: [...waits]
      .filter(([, count]) => count > 0)
      .map(([minutes, count]) => ({ atMs: capturedAtMs - minutes * MINUTE, count }))
      .sort((a, b) => a.atMs - b.atMs),
    precisionMs: WAIT_PRECISION_MS,
  };
}

/** From log lines. What was written while the capture ran counts as of the capture. */
export function courseOfLogs(arrivals: readonly LogSample[], capturedAtMs: number): Course {
  return {
    source: 'logs',
    arrivals: arrivals
      .map(({ atMs, count }) => ({ atMs: Math.min(atMs, capturedAtMs), count }))
      .sort((a, b) => a.atMs - b.atMs),
    precisionMs: LOG_PRECISION_MS,
  };
}

/** The last `most` occurrences of a course. */
export function lastOf(course: Course, most: number): Course {
  const kept: LogSample[] = [];
  let left = most;
  for (const { atMs, count } of course.arrivals.toReversed()) {
    if (left <= 0) break;
    kept.push({ atMs, count: Math.min(count, left) });
    left -= count;
  }
  return { ...course, arrivals: kept.reverse() };
}

/** All occurrences of some arrivals. */
export function countOf(arrivals: readonly LogSample[]): number {
  return arrivals.reduce((sum, { count }) => sum + count, 0);
}
