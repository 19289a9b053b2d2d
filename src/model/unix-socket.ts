import type { Evidence } from './evidence.ts';
import type { ProcessRef } from './process.ts';

/** Socket states that matter here; the kernel's numbers (include/net/tcp_states.h). */
export const SOCKET_STATE = { unknown: 0, established: 1, synSent: 2, closed: 7, listen: 10 } as const;
export type SocketState = (typeof SOCKET_STATE)[keyof typeof SOCKET_STATE];

/** Socket types, the kernel's numbers (include/linux/net.h). */
export const SOCKET_TYPE = { unknown: 0, stream: 1, datagram: 2, seqpacket: 5 } as const;
export type SocketType = (typeof SOCKET_TYPE)[keyof typeof SOCKET_TYPE];

/** The entry of a file system that a socket is bound to, as the kernel numbers it. */
export interface SocketNode {
  /** Low 32 bits of its number. */
  readonly inode: number;
  /** Device of its file system, as the kernel packs it (major << 20 | minor). */
  readonly device: number;
}

/**
 * All unix sockets of a host, one column per property so that a million of them fit. Row i describes one socket.
 * Indexes of -1 mean: none, or unknown.
 */
export interface UnixSocketTable {
  readonly source: 'sock_diag' | 'ss' | 'proc-net-unix';
  /** Where the rows came from, as evidence names it: `sockets/ss-xanp.txt`, `sock_diag`, `proc/net/unix`. */
  readonly file: string;
  readonly count: number;
  readonly inode: Uint32Array;
  /** Inode of the other end; 0 when there is none. Only to be trusted when `peersKnown`. */
  readonly peer: Uint32Array;
  /** /proc/net/unix does not tell peers. */
  readonly peersKnown: boolean;
  readonly state: Uint8Array;
  /** SOCKET_TYPE; absent when the source does not tell. */
  readonly type?: Uint8Array;
  /**
   * What of the connection is shut down: 1 receiving, 2 sending, 3 both; 255 unknown. Absent when the source does not
   * tell. The end of one side shuts down both directions of the other.
   */
  readonly shutdown?: Uint8Array;
  /** Received and not read; for a listening socket: how many connections wait to be accepted. */
  readonly receiveQueueBytes: Uint32Array;
  /** Index into `paths`; -1 for a socket without a name. Abstract names start with `@`. */
  readonly path: Int32Array;
  readonly paths: readonly string[];
  /** Index into `owners` of the first process that holds the socket open. */
  readonly owner: Int32Array;
  readonly owners: readonly ProcessRef[];
  /** Line in `file`, from 1; 0 when the source has no lines. */
  readonly line: Uint32Array;
  /** Inode of a listening socket → what it is bound to; absent when the source does not tell. */
  readonly nodes?: ReadonlyMap<number, SocketNode>;
  /** Rows that could not be read, or were too many; absent when there are none. */
  readonly skippedRows?: number;
}

/**
 * Who is at the other end.
 * - `process`: a socket of this host is, even when its owner is not known.
 * - `gone`: nobody any more; a connected stream or seqpacket socket whose peer has no inode. With a path it is the
 *   server's side and the client is gone. Without one it is the client's side: the server closed it, or, where the source
 *   does not tell what is shut down (`ss`), has not accepted it yet.
 * - `none`: nobody ever; LISTEN, unconnected, not accepted yet, and datagram sockets without a peer.
 * - `unknown`: the source does not tell peers, or the peer is not in the table (another network namespace).
 */
export type PeerKind = 'process' | 'gone' | 'none' | 'unknown';

/** Sockets that agree in name, state, owner and peer process, counted. */
export interface SocketGroup {
  readonly path?: string;
  readonly state: SocketState;
  readonly owner?: ProcessRef;
  readonly peer: PeerKind;
  /** The process at the other end, when `peer` is `process` and its owner is known. */
  readonly client?: ProcessRef;
  readonly count: number;
  /** Sum of what the *other* end has received and not read: a client that stopped reading. */
  readonly unreadByClientBytes: number;
  /** How many of the other ends have something unread. */
  readonly unreadClientCount: number;
  /** For listening sockets: connections that wait to be accepted. */
  readonly waitingToBeAccepted?: number;
  readonly sample: Evidence;
}

export interface SocketFacts {
  readonly source: UnixSocketTable['source'];
  readonly file: string;
  readonly socketCount: number;
  readonly peersKnown: boolean;
  /** Largest first. */
  readonly groups: readonly SocketGroup[];
}
