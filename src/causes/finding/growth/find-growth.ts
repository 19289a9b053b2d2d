/**
 * When a leak began, how fast it grows now, whether it still does, and when it reaches the file descriptor limit. Pure.
 *
 * 1. A source is chosen: log lines if they agree with what waits now, else the waits in the dump (choose-course.ts).
 * 2. Only what came since the last pause counts; no arrival for three times the longest interval since then: it does not grow now
 *    (current-phase.ts).
 * 3. The rate is read over the recent window (recent-window.ts), and the limit is forecast as a range (forecast.ts).
 */
import type { Growth, GrowthPoint } from '../../../model/diagnosis.ts';
import { chooseCourse, type ChosenCourse, type CourseSources } from './choose-course.ts';
import { countOf, type Course } from './course.ts';
import { findPhase, type Phase } from './current-phase.ts';
import { forecastLimit } from './forecast.ts';
import { findWindow, msOf } from './recent-window.ts';

export interface GrowthSources extends CourseSources {
  readonly capturedAtMs?: number;
  /** File descriptors open now, and the most there may be. */
  readonly descriptors?: number;
  readonly limit?: number;
  readonly descriptorsPerOccurrence: number;
}

const HOUR = 3_600_000;
const MOST_POINTS = 48;
/** A silence is real only if the log goes on for half of it. */
const READ_SHARE = 0.5;

/** Growth from the best source; undefined when there is none, or when the time of the capture is unknown. */
export function findGrowth(sources: GrowthSources): Growth | undefined {
  const { capturedAtMs, limit } = sources;
  const chosen = capturedAtMs === undefined ? undefined : chooseCourse(sources, capturedAtMs);
  if (capturedAtMs === undefined || chosen === undefined) return undefined;
  const { course, isWhole, doubt } = chosen;
  const phase = findPhase(course, capturedAtMs);
  const began = course.arrivals[0]?.atMs;
  const left = leftOf(sources);
  const known = {
    ...(began === undefined || !isWhole || doubt !== undefined ? {} : { beganAt: timeOf(began) }),
    source: course.source,
    ...(limit === undefined ? {} : { limit }),
  };
  const none = left === undefined ? undefined : (doubt ?? (left <= 0 ? 'at-limit' : undefined));
  const curve = doubt === undefined ? curveOf(course) : [];
  if (doubt !== undefined || phase === undefined)
    return none === undefined ? undefined : { ...known, noForecast: none, curve };
  if (phase.hasEnded && isLost(chosen, phase, capturedAtMs))
    return { ...known, ...(left === undefined ? {} : { noForecast: 'log-ends' as const }), curve };
  if (phase.hasEnded)
    return {
      ...known,
      notGrowing: endOf(phase),
      ...(none === undefined ? {} : { noForecast: none }),
      curve,
    };
  return { ...known, ...readWindow(course, phase, capturedAtMs, left), curve };
}

/** How many more occurrences reach the limit; undefined where that is unknown, or where they hold no descriptors. */
function leftOf({ descriptors, limit, descriptorsPerOccurrence }: GrowthSources): number | undefined {
  if (descriptors === undefined || limit === undefined || descriptorsPerOccurrence <= 0) return undefined;
  return (limit - descriptors) / descriptorsPerOccurrence;
}

/** The log ends where the growth does, and more wait than it has lines. */
function isLost({ isWhole, readToMs }: ChosenCourse, { lastAtMs }: Phase, nowMs: number): boolean {
  return !isWhole && (readToMs ?? lastAtMs) < lastAtMs + (nowMs - lastAtMs) * READ_SHARE;
}

function endOf({ lastAtMs, longestPauseMs }: Phase): NonNullable<Growth['notGrowing']> {
  return {
    since: timeOf(lastAtMs),
    ...(longestPauseMs === 0 ? {} : { longestPauseSeconds: Math.round(longestPauseMs / 1000) }),
  };
}

function readWindow(
  { precisionMs }: Course,
  { bursts, isQuiet }: Phase,
  nowMs: number,
  left: number | undefined,
): Pick<Growth, 'window' | 'perHour' | 'forecast' | 'noForecast'> {
  const window = findWindow(bursts, nowMs, left ?? Number.POSITIVE_INFINITY);
  if (window === undefined)
    return left === undefined ? {} : { noForecast: left <= 0 ? 'at-limit' : 'few-intervals' };
  const { fromMs, toMs, count, intervals } = window;
  return {
    window: { from: timeOf(fromMs), to: timeOf(toMs), count },
    perHour: Number(((count / msOf(intervals)) * HOUR).toPrecision(3)),
    ...(left === undefined
      ? {}
      : left <= 0
        ? { noForecast: 'at-limit' }
        : isQuiet && !window.isSlowing
          ? { noForecast: 'quiet' }
          : forecastLimit(window, left, nowMs, precisionMs)),
  };
}

/** How the count grew, in at most MOST_POINTS points. */
function curveOf({ arrivals }: Course): GrowthPoint[] {
  const every = Math.max(1, Math.ceil(arrivals.length / MOST_POINTS));
  return arrivals.flatMap(({ atMs }, index) =>
    index === 0 || index % every === 0 || index === arrivals.length - 1
      ? [{ at: timeOf(atMs), count: countOf(arrivals.slice(0, index + 1)) }]
      : [],
  );
}

function timeOf(ms: number): string {
  return new Date(Math.round(ms)).toISOString();
}
