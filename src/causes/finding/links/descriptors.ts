import { defined } from '../../../model/defined.ts';
import type { StatedLink } from '../../../model/stated-finding.ts';
import type { Facts } from '../../facts/facts.ts';
import { provenLink, unknownLink } from './link.ts';

/** What the file descriptors are: connections of disconnected clients, and those that are still in use. */
export function descriptorsLink(facts: Facts, daemon: string): StatedLink {
  const connections = facts.connections.get(daemon);
  const descriptors = facts.daemons.get(daemon)?.descriptors;
  if (connections === undefined) return unknownLink('descriptors', { kind: 'peers-unknown', daemon });
  const { goneCount, livingCount, goneGroups, clients } = connections;
  const states = {
    kind: 'connections' as const,
    daemon,
    ...defined({ fds: descriptors?.total }),
    disconnected: goneCount,
    connected: livingCount,
    paths: [...new Set(goneGroups.map((group) => group.path ?? ''))].sort(),
  };
  return provenLink(
    'descriptors',
    states,
    goneCount === 0
      ? [clients[0]?.groups[0]?.sample ?? descriptors?.evidence]
      : [...goneGroups.map((group) => group.sample), descriptors?.evidence],
  );
}
