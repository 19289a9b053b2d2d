import { SOCKET_STATE, type SocketFacts, type SocketState } from '../../model/unix-socket.ts';
import type { ReportSocketGroup, ReportSockets } from './report-data.ts';

const MOST_GROUPS = 300;

const STATES: ReadonlyMap<SocketState, ReportSocketGroup['state']> = new Map([
  [SOCKET_STATE.established, 'established'],
  [SOCKET_STATE.listen, 'listening'],
  [SOCKET_STATE.synSent, 'connecting'],
  [SOCKET_STATE.closed, 'closed'],
]);

/** The unix sockets for the page: the largest groups. */
export function reportSockets({ file, socketCount, peersKnown, groups }: SocketFacts): ReportSockets {
  const more = groups.length - MOST_GROUPS;
  return {
    file,
    socketCount,
    peersKnown,
    groups: groups
      .slice(0, MOST_GROUPS)
      .map((group) => ({ ...group, state: STATES.get(group.state) ?? 'unknown' })),
    ...(more > 0 ? { more } : {}),
  };
}
