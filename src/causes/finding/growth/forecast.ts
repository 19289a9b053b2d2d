/**
 * When a limit is reached if the growth continues as in a window. The window is cut into up to ten parts of as many intervals each.
 * The parts differ from each other; the future is taken to differ as they do. So the range is a prediction interval of Student's t
 * (95 %) for the sum of as many parts as are still to come: wide where the parts differ, or where few of them were seen.
 *
 * It cannot know what changes later: a caller that is stopped, a second one that starts, another cause that takes descriptors of the
 * same daemon. Where intervals grow there is no latest time. It gives no forecast from fewer than three intervals, none that is wider
 * than ten-fold, and none further ahead than twenty times the window.
 */
import type { Forecast, NoForecast } from '../../../model/diagnosis.ts';
import { countIn, msOf, type Interval, type RecentWindow } from './recent-window.ts';
import { roundSpan } from './round-span.ts';

const MOST_PARTS = 10;
const WIDEST = 10;
const FURTHEST = 20;
/** No rate of the past is better known for the future. */
const LEAST_ERROR = 0.15;
/** Student's t, two-sided 95 %, for 2 to 9 degrees of freedom. */
const STUDENT_T = [4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26] as const;

/** `left`: how many more reach the limit; `precisionMs`: how far the ends of the window may be off. */
export function forecastLimit(
  window: RecentWindow,
  left: number,
  nowMs: number,
  precisionMs: number,
): { readonly forecast: Forecast } | { readonly noForecast: NoForecast } {
  const { intervals, toMs, fromMs, count, isSlowing } = window;
  const spanMs = toMs - fromMs;
  const aheadMs = (left / count) * spanMs;
  if (!(aheadMs <= FURTHEST * spanMs)) return { noForecast: 'far' };
  const error = Math.max(LEAST_ERROR, relativeError(intervals, left) + precisionMs / spanMs);
  if (!isSlowing && (1 + error) ** 2 > WIDEST) return { noForecast: 'irregular' };
  const timeOf = (ms: number, to: 'down' | 'up'): string =>
    new Date(nowMs + roundSpan(Math.max(0, toMs + ms - nowMs), to)).toISOString();
  const low = timeOf(aheadMs / (1 + error), 'down');
  return {
    forecast: isSlowing
      ? { basis: 'slowing', low }
      : { basis: 'steady', low, high: timeOf(aheadMs * (1 + error), 'up') },
  };
}

/** Half the width of the prediction interval, as a share of the time ahead. */
function relativeError(intervals: readonly Interval[], left: number): number {
  const parts = cutIntoParts(intervals);
  const rate = countIn(intervals) / msOf(intervals);
  const usual = countIn(intervals) / parts.length;
  const squares = parts.reduce((sum, part) => sum + (countIn(part) - rate * msOf(part)) ** 2, 0);
  const spread = Math.sqrt(squares / (parts.length - 1)) / usual;
  const t = STUDENT_T[Math.min(parts.length - 1, MOST_PARTS - 1) - 2] ?? STUDENT_T[0];
  return t * spread * Math.sqrt(1 / parts.length + usual / left);
}

/** Runs of about as many intervals each. */
function cutIntoParts(intervals: readonly Interval[]): (readonly Interval[])[] {
  const parts = Math.min(MOST_PARTS, intervals.length);
  return Array.from({ length: parts }, (_, part) =>
    intervals.slice(
      Math.round((part * intervals.length) / parts),
      Math.round(((part + 1) * intervals.length) / parts),
    ),
  );
}
