import type { ChainLink } from '../../../model/diagnosis.ts';
import { formatCount } from '../../../wording/figures.ts';
import { counted, listed } from '../../../wording/phrases.ts';
import type { Facts } from '../../facts/facts.ts';
import { provenLink, unknownLink } from './link.ts';

/** What the descriptors are: connections whose client is gone, and connections that are still in use. */
export function descriptorsLink(facts: Facts, daemonName: string): ChainLink {
  const connections = facts.connections.get(daemonName);
  const descriptors = facts.daemons.get(daemonName)?.descriptors;
  if (connections === undefined)
    return unknownLink(
      'descriptors',
      `Who is at the other end of ${daemonName}'s sockets is not known (ss -xanp).`,
    );
  const paths = [...new Set(connections.goneGroups.map((group) => group.path ?? ''))].sort();
  const total =
    descriptors === undefined ? 'Of its descriptors' : `Of ${counted(descriptors.total, 'descriptor')}`;
  if (connections.goneCount === 0)
    return provenLink(
      'descriptors',
      `${total}, none is a connection without a client; ${counted(connections.livingCount, 'connection')} to its API ${connections.livingCount === 1 ? 'has' : 'have'} one.`,
      [connections.clients[0]?.groups[0]?.sample ?? descriptors?.evidence],
    );
  return provenLink(
    'descriptors',
    `${total}, ${formatCount(connections.goneCount)} are connections on ${listed(paths)} whose client is gone: nobody is at the other end (peer 0), and ${daemonName} has not closed them.`,
    [...connections.goneGroups.map((group) => group.sample), descriptors?.evidence],
  );
}
