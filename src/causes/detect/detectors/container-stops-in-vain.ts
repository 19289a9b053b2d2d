/**
 * Containers that the logs show being stopped in vain, where no other finding names them: all that is left of an incident where there
 * is no dump, or of a runtime that is not read.
 */
import { defined } from '../../../model/defined.ts';
import type { FindingContainer } from '../../../model/diagnosis.ts';
import type { StatedFinding } from '../../../model/stated-finding.ts';
import { containerRef } from '../../facts/container-ref.ts';
import { hasEnded } from '../../facts/container-state.ts';
import type { Facts } from '../../facts/facts.ts';
import type { StopHistory } from '../../facts/stop-history.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { buildFinding } from '../../finding/build-finding.ts';
import { logsLink } from '../../finding/links/logs.ts';
import type { Detector } from '../detector.ts';

/** Fewer may be one slow stop and its retry. */
const FEWEST = 3;
/** Kubelet tries again within minutes; a stop that is older may have ended without a line. */
const RECENT_MS = 15 * 60_000;
const IN_VAIN: ReadonlySet<string> = new Set(['stop-failed', 'stop-escalated', 'stop-answered-with-error']);

export const containerStopsInVain: Detector = {
  cause: 'container-stops-in-vain',
  order: 40,
  detect(facts, cause, found) {
    const told = new Set(found.flatMap(toldIds));
    const stopped = [...facts.stops.values()].filter(
      (history) => !told.has(history.containerId) && isInVain(facts, history),
    );
    if (stopped.length === 0) return undefined;
    const containers = stopped.map((history) => describe(facts, history));
    return buildFinding(cause, {
      severity: 'warning',
      confidence: 'likely',
      summary: {
        kind: 'containers-stopped-in-vain',
        containers,
        stops: containers.reduce((sum, { stops = 0 }) => sum + stops, 0),
        ...defined({ overSeconds: findSpan(stopped) }),
      },
      containers,
      chain: [
        logsLink(
          facts,
          stopped.map(({ containerId }) => containerId),
        ),
      ],
      remedies: adviseFromKnowledge(facts, cause, undefined, containers),
    });
  },
};

/** Seconds from the first stop to the last; undefined where they are not known, or are one moment. */
function findSpan(stopped: readonly StopHistory[]): number | undefined {
  const first = stopped.flatMap(({ firstAtMs }) => firstAtMs ?? []);
  const last = stopped.flatMap(({ lastAtMs }) => lastAtMs ?? []);
  const seconds = (Math.max(...last) - Math.min(...first)) / 1000;
  return Number.isFinite(seconds) && seconds >= 1 ? seconds : undefined;
}

function toldIds({ containers }: StatedFinding): readonly string[] {
  return containers.map(({ id }) => id);
}

function isInVain(facts: Facts, { containerId, counts, lastAtMs }: StopHistory): boolean {
  const failed = Math.max(0, ...counts.map(({ role, count }) => (IN_VAIN.has(role) ? count : 0)));
  if (failed < FEWEST || lastAtMs === undefined) return false;
  const container = facts.containers.get(containerId);
  // Where the runtime's list was read, a container that is not in it is gone.
  if (hasEnded(container) || (container === undefined && facts.containers.size > 0)) return false;
  const now = facts.capturedAtMs ?? latestLine(facts);
  return now === undefined || now - lastAtMs <= RECENT_MS;
}

function latestLine({ snapshot: { logs } }: Facts): number | undefined {
  const times = logs.flatMap(({ lastAtMs }) => lastAtMs ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

function describe(facts: Facts, { containerId, stops }: StopHistory): FindingContainer {
  return { ...containerRef(facts, containerId), stops };
}
