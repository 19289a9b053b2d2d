import type { Cause } from '../../../model/cause.ts';
import type { LogFile, LogSample, LogTally } from '../../../model/log.ts';
import type { Facts } from '../../facts/facts.ts';

/** When the lines of one message came. */
export interface LoggedCourse {
  readonly message: string;
  readonly arrivals: readonly LogSample[];
  /** First and last time of the logs that have them. */
  readonly readFromMs?: number;
  readonly readToMs?: number;
}

/**
 * The messages that stand for one occurrence each, of some containers or, where none is known, of all: those that the knowledge file
 * counts, and for stops also those that ask for one.
 */
export function readLoggedCourses(
  { snapshot, stops }: Facts,
  cause: Cause,
  containers: ReadonlySet<string>,
): readonly LoggedCourse[] {
  const isOurs = ({ containerId }: LogTally): boolean =>
    containers.size === 0 || containers.has(containerId ?? '');
  const asked = new Set(
    cause.occurrence === 'stop'
      ? [...containers].flatMap((id) => stops.get(id)?.counts.map(({ message }) => message) ?? [])
      : [],
  );
  // The same call with another argument is another cause's: stops with a limit beside those without.
  const isAnother = ({ fields }: LogTally): boolean =>
    cause.counted.some((one) =>
      Object.entries(one.fields ?? {}).some(
        ([name, value]) => fields[name] !== undefined && fields[name] !== value,
      ),
    );
  const isCounted = (tally: LogTally): boolean =>
    isNamed(tally) || (asked.has(tally.message) && !isAnother(tally));
  const isNamed = ({ message, fields }: LogTally): boolean =>
    cause.counted.some(
      (one) =>
        one.message === message &&
        Object.entries(one.fields ?? {}).every(([name, value]) => fields[name] === value),
    );
  const found = new Map<string, { readonly log: LogFile; readonly tally: LogTally }[]>();
  for (const log of snapshot.logs)
    for (const tally of log.tallies.filter((each) => isOurs(each) && isCounted(each)))
      found.set(tally.message, [...(found.get(tally.message) ?? []), { log, tally }]);
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([message, lines]) => ({
      message,
      arrivals: lines.flatMap(({ tally }) => arrivalsOf(tally)).sort((a, b) => a.atMs - b.atMs),
      ...spanOf(lines.map(({ log }) => log)),
    }))
    .filter(({ arrivals }) => arrivals.length > 0);
}

/** What came up to each sample, since the one before. */
function arrivalsOf({ firstAtMs, lastAtMs, count, samples = [] }: LogTally): LogSample[] {
  const points = [
    ...(firstAtMs === undefined ? [] : [{ atMs: firstAtMs, count: 1 }]),
    ...samples,
    ...(lastAtMs === undefined ? [] : [{ atMs: lastAtMs, count }]),
  ];
  return points
    .map((point, index) => ({ atMs: point.atMs, count: point.count - (points[index - 1]?.count ?? 0) }))
    .filter((point) => point.count > 0);
}

function spanOf(logs: readonly LogFile[]): { readonly readFromMs?: number; readonly readToMs?: number } {
  const first = logs.map(({ firstAtMs }) => firstAtMs).filter((time) => time !== undefined);
  const last = logs.map(({ lastAtMs }) => lastAtMs).filter((time) => time !== undefined);
  return {
    ...(first.length === 0 ? {} : { readFromMs: Math.min(...first) }),
    ...(last.length === 0 ? {} : { readToMs: Math.max(...last) }),
  };
}
