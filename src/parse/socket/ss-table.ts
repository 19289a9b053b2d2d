// Unix sockets as `ss -xanp` prints them.
//
// Source: iproute2 6.1.0, misc/ss.c:unix_stats_print, unix_show_sock, sock_state_print (names of states: sstate_name).
//   u_str ESTAB  0      0         /var/run/docker.sock 34497            * 0     users:(("dockerd",pid=11412,fd=1194))
//   u_str ESTAB  105819 0                            * 366307           * 368699 users:(("python3",pid=28757,fd=2262))
//
// The columns are as wide as their widest value, so they are told apart by blanks; a path may hold blanks itself, so the
// numbers behind it are read from the right. Recv-Q of a listening socket is its backlog in use, Send-Q its limit.
// Versions: the header is missing with -H; `users:` changed its form (ss-users.ts). Where the kernel has no unix_diag, ss
// reads /proc/net/unix and prints peer `* 0` and queues of 0 for every socket: such a table does not know peers.

import type { UnixSocketTable, SocketState, SocketType } from '../../model/unix-socket.ts';
import { SOCKET_STATE, SOCKET_TYPE } from '../../model/unix-socket.ts';
import { ParseError } from '../parse-error.ts';
import type { SocketRow } from './unix-socket-columns.ts';
import { UnixSocketColumns } from './unix-socket-columns.ts';
import { parseFirstSsUser } from './ss-users.ts';
import { visitLines } from './text-lines.ts';

const TYPES: ReadonlyMap<string, SocketType> = new Map([
  ['u_str', SOCKET_TYPE.stream],
  ['u_dgr', SOCKET_TYPE.datagram],
  ['u_seq', SOCKET_TYPE.seqpacket],
]);
const STATES: ReadonlyMap<string, SocketState> = new Map([
  ['ESTAB', SOCKET_STATE.established],
  ['SYN-SENT', SOCKET_STATE.synSent],
  ['UNCONN', SOCKET_STATE.closed],
  ['LISTEN', SOCKET_STATE.listen],
]);
const BLANK = 32;
/** First words of lines that are right but tell of no unix socket: the header, and other families in `ss -anp`. */
const PASSED_OVER =
  /^(?:Netid|State|nl|tcp|udp|raw|dccp|sctp|mptcp|tipc|xdp|icmp6?|p_raw|p_dgr|v_str|v_dgr)$/;

/**
 * Reads the output of `ss -xanp`, streaming. Lines that are no sockets are counted in `skippedRows`; when there are only
 * such, it throws ParseError.
 */
export async function parseSsTable(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file = 'sockets/ss-xanp.txt',
): Promise<UnixSocketTable> {
  const columns = new UnixSocketColumns();
  let firstSkipped: { readonly line: number; readonly text: string } | undefined;
  let connected = false;
  let askedKernel = false;
  await visitLines(chunks, (text, line, ended) => {
    const word = text.slice(0, nextBlank(text, 0));
    if (word === '' || PASSED_OVER.test(word)) return;
    const row = parseSsRow(text, line, ended);
    if (row === undefined) {
      columns.skip();
      firstSkipped ??= { line, text };
      return;
    }
    columns.add(row);
    connected ||= row.state === SOCKET_STATE.established;
    askedKernel ||= row.peer !== 0 || row.receiveQueueBytes !== 0 || row.sendQueueBytes !== 0;
  });
  if (columns.count === 0 && firstSkipped !== undefined) {
    throw new ParseError('ss', firstSkipped.line, 'a unix socket as ss prints it', firstSkipped.text);
  }
  return columns.table({ source: 'ss', file, peersKnown: askedKernel || !connected });
}

interface SsRow extends SocketRow {
  readonly sendQueueBytes: number;
}

function parseSsRow(text: string, line: number, ended: boolean): SsRow | undefined {
  const words: string[] = [];
  let at = 0;
  while (words.length < 4) {
    const end = nextBlank(text, at);
    words.push(text.slice(at, end));
    at = afterBlanks(text, end);
  }
  const [netid = '', stateName = '', receiveQueue = '', sendQueue = ''] = words;
  const type = TYPES.get(netid);
  const receiveQueueBytes = asUint32(receiveQueue);
  const sendQueueBytes = asUint32(sendQueue);
  if (type === undefined || receiveQueueBytes === undefined || sendQueueBytes === undefined) return undefined;

  const rest = splitUsers(text.slice(at).trimEnd());
  // A row that was cut off may have lost digits of its peer; a complete list of users proves that it was not.
  if (rest === undefined || (!ended && rest.users === undefined)) return undefined;
  const owner = rest.users === undefined ? undefined : parseFirstSsUser(rest.users);
  if (!ended && owner === undefined) return undefined;
  return {
    inode: rest.addresses.inode,
    peer: rest.addresses.peer,
    path: rest.addresses.path,
    state: STATES.get(stateName) ?? SOCKET_STATE.unknown,
    type,
    receiveQueueBytes,
    shutdown: 255,
    sendQueueBytes,
    owner,
    line,
  };
}

type Addresses = Pick<SocketRow, 'inode' | 'peer' | 'path'>;

/** Parts addresses from processes at the first `users:((` that has addresses before it. */
function splitUsers(text: string): { readonly addresses: Addresses; readonly users?: string } | undefined {
  const mark = ' users:((';
  // A name may hold the mark too; a few tries are enough for any real line, and bound what a made-up one costs.
  for (
    let at = text.indexOf(mark), tries = 0;
    at >= 0 && tries < 8;
    at = text.indexOf(mark, at + 1), tries++
  ) {
    const addresses = parseAddresses(text.slice(0, at).trimEnd());
    if (addresses !== undefined) return { addresses, users: text.slice(at + 1) };
  }
  const addresses = parseAddresses(text);
  return addresses && { addresses };
}

/** `<path> <inode> <name of the peer> <inode of the peer>`, from the right; names are `*` where there is none. */
function parseAddresses(text: string): Addresses | undefined {
  const peerWord = lastWord(text, text.length);
  const peer = asUint32(peerWord.word);
  let nameWord = lastWord(text, peerWord.before);
  if (peer === undefined || nameWord.word === '') return undefined;
  // The peer's name is `*` in every version that asks the kernel; otherwise it may be a path with blanks.
  for (let tries = 0; tries < 64 && nameWord.before > 0; tries++) {
    const inodeWord = lastWord(text, nameWord.before);
    const inode = asUint32(inodeWord.word);
    if (inode !== undefined && inodeWord.before > 0) {
      const path = text.slice(0, inodeWord.before);
      return { inode, peer, path: path === '*' ? undefined : path };
    }
    nameWord = inodeWord;
  }
  return undefined;
}

/** The word that ends at or before `end`, and where what stands before it ends. */
function lastWord(text: string, end: number): { readonly word: string; readonly before: number } {
  const blank = text.lastIndexOf(' ', end - 1);
  let before = blank;
  while (before > 0 && text.charCodeAt(before - 1) === BLANK) before--;
  return { word: text.slice(blank + 1, end), before: Math.max(0, before) };
}

function nextBlank(text: string, from: number): number {
  const blank = text.indexOf(' ', from);
  return blank < 0 ? text.length : blank;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === BLANK) at++;
  return at;
}

function asUint32(word: string): number | undefined {
  if (!/^\d{1,10}$/.test(word)) return undefined;
  const value = Number(word);
  return value <= 0xffff_ffff ? value : undefined;
}
