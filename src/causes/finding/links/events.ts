import type { ChainLink } from '../../../model/diagnosis.ts';
import type { Facts } from '../../facts/facts.ts';
import { provenLink, refutedLink, unknownLink } from './link.ts';

/** Whether exit events were lost on their way to dockerd, or never sent. */
export function eventsLink(facts: Facts): ChainLink {
  const { dockerdListens, containerdServes, says, evidence } = facts.eventPath;
  if (dockerdListens === false || containerdServes === false) return refutedLink('events', says, evidence);
  return dockerdListens === true && containerdServes === true
    ? provenLink('events', says, evidence)
    : unknownLink('events', says, evidence);
}
