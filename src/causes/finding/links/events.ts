import { defined } from '../../../model/defined.ts';
import type { ContainerRef } from '../../../model/container-ref.ts';
import type { StatedLink } from '../../../model/stated-finding.ts';
import type { Facts } from '../../facts/facts.ts';
import { provenLink, refutedLink, unknownLink } from './link.ts';

/** Whether exit events reach dockerd. `containers`: those whose exit is waited for, which a working stream has not announced. */
export function eventsLink(
  { eventPath: { dockerdListens, containerdServes, listeners, evidence } }: Facts,
  containers: readonly ContainerRef[],
): StatedLink {
  const states = {
    kind: 'event-path' as const,
    ...defined({ dockerdListens, containerdServes, listeners }),
    containers,
  };
  if (dockerdListens === false || containerdServes === false) return refutedLink('events', states, evidence);
  return dockerdListens === true && containerdServes === true
    ? provenLink('events', states, evidence)
    : unknownLink('events', states, evidence);
}
