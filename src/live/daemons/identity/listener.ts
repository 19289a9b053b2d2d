// Who has to listen on a socket for it to be a daemon's.
//
// Source: sock_diag(7), UNIX_DIAG_VFS (the entry that a listener is bound to), unix(7), SO_PEERCRED (who called listen(2): with socket
// activation systemd, pid 1).

import type { SocketNode } from '../../../model/unix-socket.ts';

/** The daemons that may listen on a socket, and the entries that they are bound to. */
export interface Listener {
  readonly daemon: string;
  /** Processes that were shown to be daemons of the host. */
  readonly pids: readonly number[];
  /** Absent where the kernel does not tell. */
  readonly nodes?: readonly SocketNode[];
}

interface Peer {
  readonly pid: number;
  readonly uid: number;
}

const SYSTEMD = 1;

/** What one of some daemons has to show. A listener whose owner could not be read is left to the check of the connection. */
export function listenerOf(
  daemon: string,
  daemons: readonly { readonly pid: number }[],
  listening: readonly { readonly pid?: number; readonly node?: SocketNode }[],
): Listener {
  const pids = daemons.map(({ pid }) => pid);
  const told = listening.some(({ node }) => node !== undefined);
  const own = listening.filter(({ pid }) => pid === undefined || pids.includes(pid));
  const nodes = own.flatMap(({ node }) => node ?? []);
  return { daemon, pids, ...(told ? { nodes } : {}) };
}

/** Why the entry at a path is not the daemon's; undefined when nothing speaks against it. */
export function nodeFault(
  { daemon, nodes }: Listener,
  vfs: { readonly vfsDevice: number; readonly vfsInode: number },
): string | undefined {
  if (nodes === undefined) return undefined;
  const isOwn = nodes.some(({ device, inode }) => device === vfs.vfsDevice && inode === vfs.vfsInode);
  return isOwn ? undefined : `no ${daemon} that was shown to be the host's own listens on it`;
}

/** Why the process at the other end is not the daemon. Its pid is 0 where this process cannot see it. */
export function peerFault({ daemon, pids }: Listener, { pid, uid }: Peer): string | undefined {
  if (uid !== 0) return `a process of uid ${uid} listens on it, not ${daemon}`;
  if (pid === 0 || pid === SYSTEMD || pids.includes(pid)) return undefined;
  return `process ${pid} listens on it, which was not shown to be ${daemon}`;
}
