import type { Cause } from '../../../model/cause.ts';
import type { Diagnosis } from '../../../model/diagnosis.ts';
import type { History } from './history.ts';

/** How each leak has grown: the curve that its rate and its forecast were read from, scaled to what it holds now. */
export function findHistories(
  { findings, host, daemons }: Diagnosis,
  causes: readonly Pick<Cause, 'id' | 'daemon'>[],
): History[] {
  const capturedAtMs = host.capturedAt === undefined ? Number.NaN : Date.parse(host.capturedAt);
  if (Number.isNaN(capturedAtMs)) return [];
  return findings.flatMap(({ growth, cause, counts }) => {
    const held = counts.fds ?? counts.sockets ?? counts.goroutines;
    const last = growth?.curve.at(-1)?.count ?? 0;
    if (growth === undefined || held === undefined || last === 0) return [];
    const daemon = daemons.find(({ name }) => name === causes.find(({ id }) => id === cause)?.daemon);
    const unit = counts.fds === undefined && counts.sockets === undefined ? 'goroutines' : 'file descriptors';
    const total = unit === 'file descriptors' ? daemon?.fds : daemon?.goroutines;
    // A log that has lost its beginning shows only the end of the curve.
    const earlier = growth.beganAt === undefined ? Math.max(0, held - last) : 0;
    const points = growth.curve.map(
      ({ at, count }) => [Date.parse(at), Math.round(earlier + (count / last) * (held - earlier))] as const,
    );
    return [
      {
        cause,
        unit,
        source: growth.source,
        points: [...points, [capturedAtMs, held] as const],
        ...(total === undefined ? {} : { total }),
      },
    ];
  });
}
