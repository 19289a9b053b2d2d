import type { ChainLink } from '../../../model/diagnosis.ts';
import { formatBytes, formatCount, formatShare } from '../../../wording/figures.ts';
import { counted, listed } from '../../../wording/phrases.ts';
import type { Facts } from '../../facts/facts.ts';
import { provenLink, unknownLink } from './link.ts';

/** What the alarm shows: descriptors against their limit, goroutines, memory of one daemon. */
export function symptomLink(facts: Facts, daemonName: string): ChainLink {
  const daemon = facts.daemons.get(daemonName);
  if (daemon === undefined)
    return unknownLink('symptom', `${daemonName} itself was not seen, only what it left.`);
  const { descriptors, descriptorLimit, goroutineCount, rssBytes } = daemon;
  const figures = [
    descriptors && descriptorLimit
      ? `${formatCount(descriptors.total)} of ${counted(descriptorLimit, 'descriptor')} (${formatShare(descriptors.total, descriptorLimit)})`
      : descriptors && counted(descriptors.total, 'descriptor'),
    goroutineCount === undefined ? undefined : counted(goroutineCount, 'goroutine'),
    rssBytes === undefined ? undefined : `${formatBytes(rssBytes)} of memory`,
  ].filter((figure) => figure !== undefined);
  const who = [daemonName, daemon.version, daemon.pid === undefined ? undefined : `(pid ${daemon.pid})`];
  if (figures.length === 0)
    return unknownLink(
      'symptom',
      `How much ${daemonName} holds is not known (ls /proc/$(pidof ${daemonName})/fd | wc -l).`,
    );
  return provenLink('symptom', `${who.filter(Boolean).join(' ')} holds ${listed(figures)}.`, [
    descriptors?.evidence,
    daemon.descriptorLimitEvidence,
    daemon.goroutineEvidence,
  ]);
}
