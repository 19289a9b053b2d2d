import { SOCKET_STATE } from '../../model/unix-socket.ts';
import type { SocketNode, UnixSocketTable } from '../../model/unix-socket.ts';
import { readLink } from './descriptor-links.ts';

/** A unix socket on which a process accepts connections. */
export interface ListeningSocket {
  /** What its owner has bound it to; the same text may lead elsewhere in another mount namespace. */
  readonly path: string;
  readonly inode?: number;
  /** The entry of the file system; absent where the source of the table does not tell. */
  readonly node?: SocketNode;
  /** Absent when the owner is not known. */
  readonly pid?: number;
  readonly comm?: string;
}

/** The named listening sockets of a table, in its order; abstract names are left out. */
export function listeningSockets(table: UnixSocketTable): ListeningSocket[] {
  const sockets: ListeningSocket[] = [];
  for (let row = 0; row < table.count; row++) {
    if (table.state[row] !== SOCKET_STATE.listen) continue;
    const path = table.paths[table.path[row] ?? -1];
    if (path === undefined || !path.startsWith('/')) continue;
    const inode = table.inode[row] ?? 0;
    const owner = table.owners[table.owner[row] ?? -1];
    const node = table.nodes?.get(inode);
    sockets.push({
      path,
      ...(inode === 0 ? {} : { inode }),
      ...(node === undefined ? {} : { node }),
      ...(owner === undefined ? {} : { pid: owner.pid, comm: owner.comm }),
    });
  }
  return sockets;
}

/** A daemon opens its listeners first, or gets them from systemd: their numbers are low. */
const FIRST_DESCRIPTORS = 256;

/**
 * The same sockets, each with a daemon as its owner where one of some daemons holds it open. A table names one owner for each
 * socket, which may be a helper that inherited it.
 */
export function heldByDaemons(
  procRoot: string,
  sockets: readonly ListeningSocket[],
  pids: readonly number[],
): ListeningSocket[] {
  const daemons = new Set(pids);
  const wanted = sockets.some(({ pid }) => pid === undefined || !daemons.has(pid));
  const holders = new Map<string, number>();
  if (wanted) {
    for (const pid of pids) {
      for (let descriptor = 0; descriptor < FIRST_DESCRIPTORS; descriptor++) {
        const target = readLink(`${procRoot}/${pid}/fd/${descriptor}`);
        if (target?.startsWith('socket:[') === true && !holders.has(target)) holders.set(target, pid);
      }
    }
  }
  return sockets.map((socket) => {
    if (socket.pid !== undefined && daemons.has(socket.pid)) return socket;
    const holder = holders.get(`socket:[${socket.inode}]`);
    return holder === undefined ? socket : { ...socket, pid: holder };
  });
}
