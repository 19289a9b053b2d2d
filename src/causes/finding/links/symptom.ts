import { defined } from '../../../model/defined.ts';
import type { StatedLink } from '../../../model/stated-finding.ts';
import type { Facts } from '../../facts/facts.ts';
import { provenLink, unknownLink } from './link.ts';

/** What the alarm shows: file descriptors against their limit, goroutines, memory of one daemon. */
export function symptomLink(facts: Facts, name: string): StatedLink {
  const daemon = facts.daemons.get(name);
  if (daemon === undefined) return unknownLink('symptom', { kind: 'daemon-not-seen', daemon: name });
  const {
    version,
    pid,
    descriptors,
    descriptorLimit: fdLimit,
    goroutineCount: goroutines,
    rssBytes,
  } = daemon;
  const fds = descriptors?.total;
  const states = {
    kind: 'daemon-uses' as const,
    daemon: name,
    ...defined({ version, pid, fds, fdLimit, goroutines, rssBytes }),
  };
  return fds === undefined && goroutines === undefined && rssBytes === undefined
    ? unknownLink('symptom', states)
    : provenLink('symptom', states, [
        descriptors?.evidence,
        daemon.descriptorLimitEvidence,
        daemon.goroutineEvidence,
      ]);
}
