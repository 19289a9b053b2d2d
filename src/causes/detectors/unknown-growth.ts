/**
 * Sockets without a client, or goroutines, that no known cause accounts for: said as a number, with where they wait and the
 * command that shows more. Never a guess.
 */
import type { Finding } from '../../model/diagnosis.ts';
import { formatCount } from '../../wording/figures.ts';
import { counted } from '../../wording/phrases.ts';
import { adviseFromKnowledge } from '../advice.ts';
import { findApiCall } from '../api-call.ts';
import type { Detector } from '../detector.ts';
import type { Facts } from '../facts.ts';
import { descriptorsLink } from '../links/descriptors.ts';
import { groupEvidence } from '../links/goroutines.ts';
import { heapLink } from '../links/heap.ts';
import { provenLink } from '../links/link.ts';
import { symptomLink } from '../links/symptom.ts';
import { waitingFrame } from '../stack-signature.ts';
import { completeProfile } from '../profile.ts';

/** Fewer clients that are gone may be on their way out. */
const MOST_ORDINARY_GONE = 50;

export const unknownGrowth: Detector = {
  cause: 'unknown-growth',
  order: 90,
  detect(facts, cause, found) {
    const daemonName = 'dockerd';
    const unexplained = unexplainedGone(facts, daemonName, found);
    if (unexplained <= MOST_ORDINARY_GONE) return undefined;
    return {
      cause: cause.id,
      title: cause.title,
      severity: 'info',
      confidence: 'possible',
      summary: `${counted(unexplained, 'connection')} of ${daemonName} whose client is gone ${unexplained === 1 ? 'is' : 'are'} explained by no cause that deadwait knows.`,
      because: [],
      counts: { sockets: unexplained },
      containers: [],
      tasks: [],
      clients: [],
      chain: [
        symptomLink(facts, daemonName),
        descriptorsLink(facts, daemonName),
        heapLink(facts, daemonName),
        largestGroups(facts, daemonName),
      ],
      remedies: adviseFromKnowledge(cause, facts.daemons.get(daemonName), []),
      refutedBy: cause.refutes,
    };
  },
};

/** Gone clients of a daemon that the findings so far do not hold. */
export function unexplainedGone(facts: Facts, daemonName: string, found: readonly Finding[]): number {
  const gone = facts.connections.get(daemonName)?.goneCount ?? 0;
  const explained = found
    .filter((finding) => finding.clients.length === 0 && finding.severity !== 'info')
    .reduce((sum, finding) => sum + (finding.counts.sockets ?? 0), 0);
  return Math.max(0, gone - explained);
}

function largestGroups(facts: Facts, daemonName: string): Finding['chain'][number] {
  const profile = completeProfile(facts.snapshot, daemonName);
  const groups = (profile?.groups ?? []).filter((group) => group.count > 1).slice(0, 3);
  const said = groups.map((group) => {
    const name = waitingFrame(group)?.function ?? '?';
    const call = findApiCall(group.frames);
    return `${formatCount(group.count)} in ${name.slice(name.lastIndexOf('/') + 1)}${group.state ? ` [${group.state}]` : ''}${call ? `, serving ${call}` : ''}`;
  });
  return provenLink(
    'goroutines',
    said.length === 0
      ? `There are no goroutines of ${daemonName} to look at.`
      : `The largest groups of goroutines: ${said.join('; ')}.`,
    profile === undefined ? [] : groups.map((group) => groupEvidence(profile, group)),
  );
}
