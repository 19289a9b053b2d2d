import { SOCKET_STATE } from '../../model/unix-socket.ts';
import type { UnixSocketTable } from '../../model/unix-socket.ts';

/** A unix socket on which somebody accepts connections. */
export interface ListeningSocket {
  readonly path: string;
  /** Absent when the owner is not known. */
  readonly pid?: number;
}

/** The named listening sockets of a table, in its order; abstract names are left out. */
export function listeningSockets(table: UnixSocketTable): ListeningSocket[] {
  const sockets: ListeningSocket[] = [];
  for (let row = 0; row < table.count; row++) {
    if (table.state[row] !== SOCKET_STATE.listen) continue;
    const path = table.paths[table.path[row] ?? -1];
    if (path === undefined || !path.startsWith('/')) continue;
    const pid = table.owners[table.owner[row] ?? -1]?.pid;
    sockets.push(pid === undefined ? { path } : { path, pid });
  }
  return sockets;
}
