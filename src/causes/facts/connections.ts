/**
 * Who is at the other end of a daemon's API sockets. A server-side socket whose client has closed keeps its own end open
 * until the daemon closes it, and the kernel then shows it without a peer (inode 0). A listening socket has none either,
 * but never had one.
 */
import type { Daemon } from '../../model/daemon.ts';
import type { ProcessRef } from '../../model/process.ts';
import type { SocketFacts, SocketGroup } from '../../model/unix-socket.ts';
import { SOCKET_STATE } from '../../model/unix-socket.ts';

/** All sockets of one process at the other end of a daemon's API. */
export interface ApiClient {
  readonly process: ProcessRef;
  readonly sockets: number;
  /** Connections on which the client has something that it did not read. */
  readonly unreadSockets: number;
  readonly unreadBytes: number;
  readonly groups: readonly SocketGroup[];
}

/** The server side of a daemon's named sockets. */
export interface ApiConnections {
  readonly goneCount: number;
  readonly livingCount: number;
  readonly goneGroups: readonly SocketGroup[];
  /** Most sockets first. */
  readonly clients: readonly ApiClient[];
}

/** Connections to the sockets that `daemon` listens on; undefined when the sockets' peers are not known. */
export function findConnections(
  sockets: SocketFacts | undefined,
  daemon: Daemon | undefined,
): ApiConnections | undefined {
  if (sockets === undefined || !sockets.peersKnown || daemon === undefined) return undefined;
  const accepted = sockets.groups.filter(
    (group) =>
      group.path !== undefined && group.state === SOCKET_STATE.established && belongsTo(group, daemon),
  );
  const goneGroups = accepted.filter((group) => group.peer === 'gone');
  const living = accepted.filter((group) => group.peer === 'process' || group.peer === 'unknown');
  return {
    goneCount: countSockets(goneGroups),
    livingCount: countSockets(living),
    goneGroups,
    clients: groupClients(living),
  };
}

function belongsTo(group: SocketGroup, daemon: Daemon): boolean {
  if (group.owner === undefined)
    return daemon.name === 'dockerd' && group.path?.endsWith('docker.sock') === true;
  return daemon.pid === undefined ? group.owner.comm === daemon.name : group.owner.pid === daemon.pid;
}

function groupClients(groups: readonly SocketGroup[]): readonly ApiClient[] {
  const byPid = new Map<number, { process: ProcessRef; groups: SocketGroup[] }>();
  for (const group of groups) {
    if (group.client === undefined) continue;
    const client = byPid.get(group.client.pid) ?? { process: group.client, groups: [] };
    client.groups.push(group);
    byPid.set(group.client.pid, client);
  }
  return [...byPid.values()]
    .map((client) => ({
      process: client.process,
      sockets: countSockets(client.groups),
      unreadSockets: client.groups.reduce((sum, group) => sum + group.unreadClientCount, 0),
      unreadBytes: client.groups.reduce((sum, group) => sum + group.unreadByClientBytes, 0),
      groups: client.groups,
    }))
    .sort((a, b) => b.sockets - a.sockets || a.process.pid - b.process.pid);
}

function countSockets(groups: readonly SocketGroup[]): number {
  return groups.reduce((sum, group) => sum + group.count, 0);
}
