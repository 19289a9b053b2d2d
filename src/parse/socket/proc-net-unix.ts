// /proc/net/unix, the last resort: it tells names and states, neither peers nor queues nor owners.
//
// Source: Linux 6.12, net/unix/af_unix.c:unix_seq_show; the states are enum socket_state of include/uapi/linux/net.h.
//   Num       RefCount Protocol Flags    Type St Inode Path
//   00000000aeaebdfd: 00000002 00000000 00000000 0001 03 34497 /var/run/docker.sock
//
// Versions: the address is hashed since 4.15, and zero where kptr_restrict says so. A
// connection that waits in a backlog has no inode yet and state 02. Abstract names have `@` for every NUL.

import type { SocketState, SocketType, UnixSocketTable } from '../../model/unix-socket.ts';
import { SOCKET_STATE, SOCKET_TYPE } from '../../model/unix-socket.ts';
import { ParseError } from '../parse-error.ts';
import type { SocketRow } from './unix-socket-columns.ts';
import { UnixSocketColumns } from './unix-socket-columns.ts';
import { visitLines } from './text-lines.ts';

const ROW =
  /^[0-9a-f]{1,16}: [0-9a-f]{8} [0-9a-f]{8} ([0-9a-f]{8}) ([0-9a-f]{4}) ([0-9a-f]{2}) {1,20}(\d{1,10})(?: (.*))?$/is;
const ACCEPTS_CONNECTIONS = 0x10000;
const STATES: ReadonlyMap<string, SocketState> = new Map([
  ['01', SOCKET_STATE.closed],
  ['02', SOCKET_STATE.synSent],
  ['03', SOCKET_STATE.established],
]);
const TYPES: ReadonlyMap<string, SocketType> = new Map([
  ['0001', SOCKET_TYPE.stream],
  ['0002', SOCKET_TYPE.datagram],
  ['0005', SOCKET_TYPE.seqpacket],
]);

/**
 * Reads /proc/net/unix, streaming; peers are not known. Lines that are no sockets are counted in `skippedRows`; when there
 * are only such, it throws ParseError.
 */
export async function parseProcNetUnix(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file = 'proc/net/unix',
): Promise<UnixSocketTable> {
  const columns = new UnixSocketColumns();
  let firstSkipped: { readonly line: number; readonly text: string } | undefined;
  await visitLines(chunks, (text, line, ended) => {
    if (text === '' || (line === 1 && text.startsWith('Num'))) return;
    // A line that was cut off may have lost part of its path or its inode.
    const row = ended ? parseRow(text, line) : undefined;
    if (row !== undefined) return columns.add(row);
    columns.skip();
    firstSkipped ??= { line, text };
  });
  if (columns.count === 0 && firstSkipped !== undefined) {
    throw new ParseError('/proc/net/unix', firstSkipped.line, 'a unix socket', firstSkipped.text);
  }
  return columns.table({ source: 'proc-net-unix', file, peersKnown: false });
}

function parseRow(text: string, line: number): SocketRow | undefined {
  const found = ROW.exec(text);
  if (found === null) return undefined;
  const [, flags = '', type = '', state = '', inode = '', path] = found;
  const number = Number(inode);
  if (number > 0xffff_ffff) return undefined;
  const listens = (Number.parseInt(flags, 16) & ACCEPTS_CONNECTIONS) !== 0;
  return {
    inode: number,
    peer: 0,
    state: listens ? SOCKET_STATE.listen : (STATES.get(state) ?? SOCKET_STATE.unknown),
    type: TYPES.get(type) ?? SOCKET_TYPE.unknown,
    receiveQueueBytes: 0,
    shutdown: 255,
    path: path === '' ? undefined : path,
    owner: undefined,
    line,
  };
}
