import type { Container } from '../model/container.ts';
import type { LogFile, LogSample, LogTally } from '../model/log.ts';

const FULL_LENGTH = 64;
const SHORT_LENGTH = 12;
const MOST_SAMPLES = 64;

/**
 * The same logs with full container ids: a short id, or the name in an API call, becomes the 64 digits of the one container
 * that it fits, among the host's containers and the full ids in the logs themselves. What is not certain stays as written.
 * Tallies that thereby become the same are added up.
 */
export function resolveLogContainers(logs: readonly LogFile[], containers: readonly Container[]): LogFile[] {
  const ids = new Set([
    ...containers.map((container) => container.id),
    ...logs.flatMap(({ tallies }) => tallies.map(({ containerId }) => containerId ?? '')),
  ]);
  const full = [...ids].filter((id) => id.length === FULL_LENGTH);
  const byShort = uniqueIndex(full.map((id) => [id.slice(0, SHORT_LENGTH), id]));
  const byName = uniqueIndex(containers.flatMap(({ name, id }) => (name === undefined ? [] : [[name, id]])));
  const resolve = (tally: LogTally): LogTally => resolveTally(tally, byShort, byName);
  return logs.map((log) => ({ ...log, tallies: mergeTallies(log.tallies.map(resolve)) }));
}

function resolveTally(
  tally: LogTally,
  byShort: ReadonlyMap<string, string>,
  byName: ReadonlyMap<string, string>,
): LogTally {
  const { containerId, fields } = tally;
  if (containerId !== undefined) {
    const id = byShort.get(containerId.slice(0, SHORT_LENGTH));
    return id?.startsWith(containerId) === true ? { ...tally, containerId: id } : tally;
  }
  const { name, ...others } = fields;
  const id = name === undefined ? undefined : byName.get(name);
  return id === undefined ? tally : { ...tally, containerId: id, fields: others };
}

/** Only keys that stand for one value; one that stands for several is left out. */
function uniqueIndex(pairs: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const [key = '', value = ''] of pairs) {
    if ((index.get(key) ?? value) !== value) ambiguous.add(key);
    index.set(key, value);
  }
  for (const key of ambiguous) index.delete(key);
  return index;
}

function mergeTallies(tallies: readonly LogTally[]): LogTally[] {
  const merged = new Map<string, LogTally>();
  for (const tally of tallies) {
    const key = JSON.stringify([tally.message, tally.containerId ?? '', tally.fields]);
    const same = merged.get(key);
    merged.set(key, same === undefined ? tally : addTallies(same, tally));
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally);
}

/** Both are of the same file: which line is the first one, its number says. */
function addTallies(one: LogTally, other: LogTally): LogTally {
  const [early, firstOther] = lineOf(one.first) <= lineOf(other.first) ? [one, other] : [other, one];
  const late = lineOf(one.last) >= lineOf(other.last) ? one : other;
  const { firstAtMs: _first, lastAtMs: _last, samples: _samples, ...rest } = early;
  const samples = addSamples(one.samples ?? [], other.samples ?? []);
  return {
    ...rest,
    count: early.count + firstOther.count,
    ...(early.firstAtMs === undefined ? {} : { firstAtMs: early.firstAtMs }),
    ...(late.lastAtMs === undefined ? {} : { lastAtMs: late.lastAtMs }),
    ...(samples.length === 0 ? {} : { samples }),
    first: early.first,
    last: late.last,
  };
}

/** The sum of two curves, at every other point where there would be too many. */
function addSamples(one: readonly LogSample[], other: readonly LogSample[]): LogSample[] {
  const steps = [one, other]
    .flatMap((samples) =>
      samples.map(({ atMs, count }, index) => ({ atMs, more: count - (samples[index - 1]?.count ?? 0) })),
    )
    .sort((a, b) => a.atMs - b.atMs);
  let count = 0;
  const sum = steps.map(({ atMs, more }) => ({ atMs, count: (count += more) }));
  return sum.length <= MOST_SAMPLES
    ? sum
    : sum.filter((_, index) => index % 2 === 1 || index === sum.length - 1);
}

function lineOf({ line = 0 }: LogTally['first']): number {
  return line;
}
