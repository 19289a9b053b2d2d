/**
 * Which source tells when the occurrences came. The times in logs are exact, so logs come first, as long as they have about as many
 * lines as occurrences wait now; else the waits in the dump, which are known to some minutes.
 */
import type { NoForecast } from '../../../model/diagnosis.ts';
import type { WaitHistogram } from '../../../model/goroutine.ts';
import { countOf, courseOfLogs, courseOfWaits, lastOf, WAIT_PRECISION_MS, type Course } from './course.ts';
import type { LoggedCourse } from './logged-courses.ts';

export interface CourseSources {
  readonly waits: WaitHistogram;
  /** Each message that stands for one occurrence; none where no log is read. */
  readonly logged: readonly LoggedCourse[];
  /** That wait now. */
  readonly occurrences: number;
  /** Of the daemon: what came before was of another process. */
  readonly startedAtMs?: number;
}

export interface ChosenCourse {
  readonly course: Course;
  /** Every occurrence that waits is in it. */
  readonly isWhole: boolean;
  /** Why no rate can be read from it. */
  readonly doubt?: NoForecast;
  /** Last time in the log. */
  readonly readToMs?: number;
}

const MINUTE = 60_000;
/** Waits that reach back less are as coarse as they are long. */
const SHORTEST_WAITS_MINUTES = 10;
/** Lines and goroutines are counted at different moments. */
const TOLERANCE = 0.1;
/** The start of a process is known to some seconds. */
const START_SLACK_MS = 5_000;

/** The course to read growth from; undefined when neither logs nor waits tell anything. */
export function chooseCourse(sources: CourseSources, capturedAtMs: number): ChosenCourse | undefined {
  const { waits, logged, occurrences } = sources;
  const oldestMs = Math.max(0, ...waits.keys()) * MINUTE;
  const since = (sources.startedAtMs ?? Number.NEGATIVE_INFINITY) - START_SLACK_MS;
  const courses = logged.map((one) => {
    const course = courseOfLogs(
      one.arrivals.filter(({ atMs }) => atMs >= since),
      capturedAtMs,
    );
    return { ...one, course, count: countOf(course.arrivals) };
  });
  const slack = Math.max(2, occurrences * TOLERANCE);
  const [exact] = courses
    .filter(({ count }) => Math.abs(count - occurrences) <= slack)
    .sort((a, b) => firstOf(a.course) - firstOf(b.course) || b.count - a.count);
  if (exact !== undefined && occurrences > 0)
    return { course: exact.course, isWhole: true, ...readTo(exact) };

  const [most] = courses.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  const byWaits: ChosenCourse | undefined =
    oldestMs < SHORTEST_WAITS_MINUTES * MINUTE
      ? undefined
      : { course: courseOfWaits(waits, capturedAtMs), isWhole: true };
  if (most === undefined) {
    const short = waits.size === 0 ? undefined : courseOfWaits(waits, capturedAtMs);
    return byWaits ?? (short && { course: short, isWhole: true, doubt: 'coarse' });
  }
  if (most.count > occurrences) {
    const last = lastOf(most.course, occurrences);
    const sinceMs = capturedAtMs - firstOf(last);
    const isLater = sources.startedAtMs === undefined && waits.size > 0;
    if (isLater && Math.abs(sinceMs - oldestMs) <= WAIT_PRECISION_MS + TOLERANCE * oldestMs)
      return { course: last, isWhole: true, ...readTo(most) };
    return byWaits ?? { course: last, isWhole: false, doubt: 'some-ended', ...readTo(most) };
  }
  // A log that begins after the oldest wait has lost its beginning, and is as good for what came since.
  const isCut = most.readFromMs !== undefined && most.readFromMs > capturedAtMs - oldestMs;
  if (isCut) return { course: most.course, isWhole: false, ...readTo(most) };
  return byWaits ?? { course: most.course, isWhole: false, doubt: 'lines-missing', ...readTo(most) };
}

function firstOf({ arrivals }: Course): number {
  return arrivals[0]?.atMs ?? Number.POSITIVE_INFINITY;
}

function readTo({ readToMs }: LoggedCourse): { readonly readToMs?: number } {
  return readToMs === undefined ? {} : { readToMs };
}
