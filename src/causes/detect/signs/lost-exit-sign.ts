import type { LostExitSign } from '../../../model/cause.ts';
import { containerRef } from '../../facts/container-ref.ts';
import { daemonStartMs } from '../../facts/daemon-start.ts';
import type { Facts } from '../../facts/facts.ts';
import { provenLink } from '../../finding/links/link.ts';
import type { SignSeen } from './sign-seen.ts';

/** The host is read source by source: an exit between two of them is not lost. */
const ON_ITS_WAY_MS = 60_000;

/** Containers that their runtime calls running although their first process is gone, and which were stopped in vain. */
export function seeLostExitSign(facts: Facts, sign: LostExitSign, daemonName: string): SignSeen | undefined {
  const daemonStartedAtMs = sign.restarted === true ? daemonStartMs(facts, daemonName) : undefined;
  const lost = (facts.snapshot.tasks?.inits ?? []).filter(({ containerId, state }) => {
    const container = facts.containers.get(containerId);
    const history = facts.stops.get(containerId);
    if (state !== 'gone' || container?.runtime !== sign.runtime || container.state !== 'running')
      return false;
    if (history === undefined || history.stops < sign.stops) return false;
    if ((container.startedAtMs ?? 0) > (daemonStartedAtMs ?? Infinity)) return false;
    const { firstAtMs } = history;
    return (
      facts.capturedAtMs === undefined ||
      firstAtMs === undefined ||
      facts.capturedAtMs - firstAtMs > ON_ITS_WAY_MS
    );
  });
  if (lost.length === 0) return undefined;
  const states = {
    kind: 'sign-lost-exits' as const,
    containers: lost.map(({ containerId }) => containerRef(facts, containerId)),
  };
  return {
    link: provenLink(
      'tasks',
      states,
      lost.map(({ evidence }) => evidence),
    ),
    containers: new Set(lost.map(({ containerId }) => containerId)),
    states,
  };
}
