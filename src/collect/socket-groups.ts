import type { Evidence } from '../model/evidence.ts';
import type { ProcessRef } from '../model/process.ts';
import type { PeerKind, SocketGroup, SocketState, UnixSocketTable } from '../model/unix-socket.ts';
import { SOCKET_STATE, SOCKET_TYPE } from '../model/unix-socket.ts';
import { InodeIndex } from './inode-index.ts';

/** Larger than any index into a table's rows, paths or owners, plus one for "none". */
const PART = 2 ** 22;
const PEER_KINDS: readonly PeerKind[] = ['process', 'gone', 'none', 'unknown'];
const STATE_NAMES: ReadonlyMap<number, readonly [state: SocketState, word: string]> = new Map([
  [SOCKET_STATE.established, [SOCKET_STATE.established, 'ESTAB']],
  [SOCKET_STATE.synSent, [SOCKET_STATE.synSent, 'SYN-SENT']],
  [SOCKET_STATE.closed, [SOCKET_STATE.closed, 'UNCONN']],
  [SOCKET_STATE.listen, [SOCKET_STATE.listen, 'LISTEN']],
]);
const TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [SOCKET_TYPE.stream, 'u_str'],
  [SOCKET_TYPE.datagram, 'u_dgr'],
  [SOCKET_TYPE.seqpacket, 'u_seq'],
]);

interface GroupSums {
  readonly firstRow: number;
  readonly peerRow: number;
  readonly peer: PeerKind;
  count: number;
  unreadByClientBytes: number;
  unreadClientCount: number;
  waitingToBeAccepted: number;
}

/**
 * Joins each socket to its peer by inode and counts those that agree in path, state, owner, peer kind and client. The
 * groups partition the sockets (one that is listed twice counts once); largest first, then by their names. What the kinds
 * of peers mean stands at PeerKind. One pass, a few numbers per socket.
 */
export function groupSockets(table: UnixSocketTable): SocketGroup[] {
  const index = new InodeIndex(table.inode, table.count);
  const pairs = [new PairNumbers(), new PairNumbers()] as const;
  const groups = new Map<number, GroupSums>();
  for (let row = 0; row < table.count; row++) {
    const inode = table.inode[row] ?? 0;
    if (inode !== 0 && index.rowOf(inode) !== row) continue;
    const peerRow = table.peersKnown && table.peer[row] !== 0 ? index.rowOf(table.peer[row] ?? 0) : -1;
    const peer = peerKind(table, row, peerRow);
    const client = peer === 'process' ? (table.owner[peerRow] ?? -1) : -1;
    const named = pairs[0].of((table.path[row] ?? -1) + 1, (table.owner[row] ?? -1) + 1);
    const joined = pairs[1].of(named, client + 1);
    const key = joined * 1024 + (table.state[row] ?? 0) * 4 + PEER_KINDS.indexOf(peer);
    let sums = groups.get(key);
    if (sums === undefined) {
      sums = {
        firstRow: row,
        peerRow,
        peer,
        count: 0,
        unreadByClientBytes: 0,
        unreadClientCount: 0,
        waitingToBeAccepted: 0,
      };
      groups.set(key, sums);
    }
    addRow(sums, table, row);
    if (peer === 'process') addPeer(sums, table, peerRow);
  }
  return [...groups.values()].map((sums) => asGroup(table, sums)).sort(compareGroups);
}

function addRow(sums: GroupSums, table: UnixSocketTable, row: number): void {
  sums.count++;
  if (table.state[row] === SOCKET_STATE.listen) sums.waitingToBeAccepted += table.receiveQueueBytes[row] ?? 0;
}

function addPeer(sums: GroupSums, table: UnixSocketTable, peerRow: number): void {
  const unread = table.receiveQueueBytes[peerRow] ?? 0;
  if (unread === 0 || table.state[peerRow] === SOCKET_STATE.listen) return;
  sums.unreadByClientBytes += unread;
  sums.unreadClientCount++;
}

function peerKind(table: UnixSocketTable, row: number, peerRow: number): PeerKind {
  const state = table.state[row] ?? SOCKET_STATE.unknown;
  if (state === SOCKET_STATE.listen) return 'none';
  if (peerRow >= 0) return 'process';
  if (!table.peersKnown) return state === SOCKET_STATE.closed ? 'none' : 'unknown';
  if (table.peer[row] !== 0) return 'unknown';
  if (state === SOCKET_STATE.closed) return 'none';
  if (state !== SOCKET_STATE.established) return 'unknown';
  // Nothing is shut down: the other end is there, but waits in a backlog and has no inode yet.
  if (table.shutdown?.[row] === 0) return 'none';
  // Since Linux 5.15 a connected datagram socket is ESTAB too; nobody accepted it, so nobody is gone.
  return table.type?.[row] === SOCKET_TYPE.datagram ? 'none' : 'gone';
}

function asGroup(table: UnixSocketTable, sums: GroupSums): SocketGroup {
  const row = sums.firstRow;
  const path = table.paths[table.path[row] ?? -1];
  const owner = ownerOf(table, row);
  const client = sums.peer === 'process' ? ownerOf(table, sums.peerRow) : undefined;
  const [state] = STATE_NAMES.get(table.state[row] ?? 0) ?? [SOCKET_STATE.unknown];
  return {
    ...(path !== undefined && { path }),
    state,
    ...(owner !== undefined && { owner }),
    peer: sums.peer,
    ...(client !== undefined && { client }),
    count: sums.count,
    unreadByClientBytes: sums.unreadByClientBytes,
    unreadClientCount: sums.unreadClientCount,
    ...(state === SOCKET_STATE.listen &&
      table.peersKnown && { waitingToBeAccepted: sums.waitingToBeAccepted }),
    sample: describeSocket(table, row),
  };
}

/** The words of a socket's line: `u_str ESTAB /var/run/docker.sock 34497 * 0 dockerd pid=11412`. */
function describeSocket(table: UnixSocketTable, row: number): Evidence {
  const owner = ownerOf(table, row);
  const line = table.line[row] ?? 0;
  const words = [
    TYPE_NAMES.get(table.type?.[row] ?? 0) ?? 'unix',
    STATE_NAMES.get(table.state[row] ?? 0)?.[1] ?? 'UNKNOWN',
    table.paths[table.path[row] ?? -1] ?? '*',
    table.inode[row] ?? 0,
    '*',
    table.peersKnown ? (table.peer[row] ?? 0) : '?',
    ...(owner === undefined ? [] : [owner.comm, `pid=${owner.pid}`]),
  ];
  return { file: table.file, ...(line > 0 && { line }), quote: words.join(' ') };
}

function ownerOf(table: UnixSocketTable, row: number): ProcessRef | undefined {
  return table.owners[table.owner[row] ?? -1];
}

/** Numbers pairs of numbers, from 0, in the order in which they are first seen. */
class PairNumbers {
  readonly #numbers = new Map<number, number>();

  of(left: number, right: number): number {
    const pair = left * PART + right;
    let number = this.#numbers.get(pair);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(pair, number);
    }
    return number;
  }
}

function compareGroups(a: SocketGroup, b: SocketGroup): number {
  return (
    b.count - a.count ||
    compareText(a.path ?? '', b.path ?? '') ||
    a.state - b.state ||
    (a.owner?.pid ?? 0) - (b.owner?.pid ?? 0) ||
    PEER_KINDS.indexOf(a.peer) - PEER_KINDS.indexOf(b.peer) ||
    (a.client?.pid ?? 0) - (b.client?.pid ?? 0)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
