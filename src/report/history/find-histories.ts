import type { Attribution } from '../../model/attribution.ts';
import type { Cause } from '../../model/cause.ts';
import type { Diagnosis, Finding, Growth } from '../../model/diagnosis.ts';
import type { LogSample, LogTally } from '../../model/log.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { History } from './history.ts';
import { tellsOfStop } from './tells-of-stop.ts';

const MINUTE = 60_000;
const MOST_POINTS = 160;

/** How each leak has grown, from the same source that its rate was read from: the waits of its goroutines, or the logs. */
export function findHistories(
  { findings, host, daemons }: Diagnosis,
  snapshot: Snapshot,
  attribution: Attribution,
  causes: readonly Cause[],
): History[] {
  const capturedAtMs = host.capturedAt === undefined ? Number.NaN : Date.parse(host.capturedAt);
  if (Number.isNaN(capturedAtMs)) return [];
  return findings.flatMap((finding) => {
    const { growth, cause, counts } = finding;
    const held = counts.fds ?? counts.sockets ?? counts.goroutines;
    if (growth === undefined || held === undefined) return [];
    const curve =
      growth.from === 'waits'
        ? fromWaits(attribution, cause, capturedAtMs)
        : fromLogs(finding, growth, snapshot);
    const last = curve.at(-1)?.count ?? 0;
    if (last === 0) return [];
    const daemon = daemons.find(({ name }) => name === causes.find(({ id }) => id === cause)?.daemon);
    const unit = counts.fds === undefined && counts.sockets === undefined ? 'goroutines' : 'descriptors';
    const total = unit === 'descriptors' ? daemon?.fds : daemon?.goroutines;
    const points = thin(curve).map(
      ({ atMs, count }) => [Math.round(atMs), Math.round((count / last) * held)] as const,
    );
    return [
      {
        cause,
        unit,
        from: growth.from,
        points: [...points, [capturedAtMs, held] as const],
        ...(total === undefined ? {} : { total }),
      },
    ];
  });
}

/** Each goroutine tells for how many minutes it has waited; what waits now has come then. */
function fromWaits({ profiles, causeOf }: Attribution, cause: string, capturedAtMs: number): LogSample[] {
  const began = new Map<number, number>();
  for (const group of profiles.flatMap(({ groups }) => groups)) {
    if (causeOf.get(group) !== cause) continue;
    for (const [minutes, count] of group.waits) began.set(minutes, (began.get(minutes) ?? 0) + count);
  }
  let count = 0;
  return [...began]
    .sort(([a], [b]) => b - a)
    .map(([minutes, more]) => ({ atMs: capturedAtMs - minutes * MINUTE, count: (count += more) }));
}

/** For each container the message with most lines; the lines of all of them in the order of time. */
function fromLogs({ containers }: Finding, growth: Growth, { logs }: Snapshot): LogSample[] {
  const beganAtMs = growth.beganAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(growth.beganAt);
  const tallies = logs.flatMap((log) => log.tallies);
  const steps = containers
    .flatMap(({ id }) =>
      mostLines(
        tallies.filter((tally) => tally.containerId === id),
        beganAtMs,
      ),
    )
    .flatMap((tally) =>
      curveOf(tally).map(({ atMs, count }, index, curve) => ({
        atMs,
        more: count - (curve[index - 1]?.count ?? 0),
      })),
    )
    .filter(({ atMs }) => atMs >= beganAtMs)
    .sort((a, b) => a.atMs - b.atMs);
  let count = 0;
  return steps.map(({ atMs, more }) => ({ atMs, count: (count += more) }));
}

/** Of the messages that begin with the leak, where there are any; what came before it may have been answered. */
function mostLines(tallies: readonly LogTally[], beganAtMs: number): LogTally[] {
  const stops = tallies.filter(tellsOfStop);
  const since = stops.filter(({ firstAtMs }) => firstAtMs !== undefined && firstAtMs >= beganAtMs);
  const [most] = (since.length > 0 ? since : stops).sort(
    (a, b) => b.count - a.count || (a.message < b.message ? -1 : 1),
  );
  return most === undefined ? [] : [most];
}

function curveOf({ firstAtMs, lastAtMs, count, samples = [] }: LogTally): LogSample[] {
  return [
    ...(firstAtMs === undefined ? [] : [{ atMs: firstAtMs, count: 1 }]),
    ...samples,
    ...(lastAtMs === undefined ? [] : [{ atMs: lastAtMs, count }]),
  ];
}

function thin(curve: readonly LogSample[]): LogSample[] {
  const every = Math.ceil(curve.length / MOST_POINTS);
  return curve.filter((_, index) => index % every === 0 || index === curve.length - 1);
}
