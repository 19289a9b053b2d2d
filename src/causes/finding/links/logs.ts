import { defined } from '../../../model/defined.ts';
import type { StatedLink } from '../../../model/stated-finding.ts';
import { containerRef } from '../../facts/container-ref.ts';
import type { Facts } from '../../facts/facts.ts';
import type { StopHistory } from '../../facts/stop-history.ts';
import { provenLink, unknownLink } from './link.ts';

/** Which containers are stopped again and again, by which caller, how often, since when. */
export function logsLink(facts: Facts, containerIds: readonly string[]): StatedLink {
  const histories = containerIds
    .map((id) => facts.stops.get(id))
    .filter((history) => history !== undefined)
    .sort((a, b) => b.stops - a.stops || (a.containerId < b.containerId ? -1 : 1));
  if (facts.snapshot.logs.length === 0) return unknownLink('logs', { kind: 'logs-unread' });
  if (histories.length === 0)
    return unknownLink('logs', { kind: 'no-stops-logged', containers: containerIds.length });
  const first = histories.flatMap(({ firstAtMs }) => firstAtMs ?? []);
  const last = histories.flatMap(({ lastAtMs }) => lastAtMs ?? []);
  return provenLink(
    'logs',
    {
      kind: 'stops-logged',
      containers: histories.map(({ containerId, stops }) => ({
        container: containerRef(facts, containerId),
        stops,
      })),
      ...defined({
        by: callerOf(histories),
        fromMs: first.length === 0 ? undefined : Math.min(...first),
        toMs: last.length === 0 ? undefined : Math.max(...last),
      }),
    },
    histories.flatMap((history) => history.counts.slice(0, 2).map((count) => count.tallies[0]?.first)),
  );
}

/** The caller. The docker API is only the way by which kubelet comes, so it counts when no other is known. */
function callerOf(histories: readonly StopHistory[]): 'kubelet' | 'cri' | 'docker-api' | undefined {
  const callers = new Set(histories.flatMap((history) => history.callers));
  return (['kubelet', 'cri', 'docker-api'] as const).find((caller) => callers.has(caller));
}
