/**
 * Unix sockets in the form of `ss -xanp`, which parse/socket/ss-table.ts reads back: the same rows, each with the first of its
 * owners. A path with a line break in it would break the table, so control characters become `?`, as ss itself prints them.
 */
import { SOCKET_STATE, SOCKET_TYPE, type UnixSocketTable } from '../model/unix-socket.ts';

const HEADER = 'Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n';
const STATES = new Map<number, string>([
  [SOCKET_STATE.established, 'ESTAB'],
  [SOCKET_STATE.synSent, 'SYN-SENT'],
  [SOCKET_STATE.closed, 'UNCONN'],
  [SOCKET_STATE.listen, 'LISTEN'],
]);
const TYPES = new Map<number, string>([
  [SOCKET_TYPE.stream, 'u_str'],
  [SOCKET_TYPE.datagram, 'u_dgr'],
  [SOCKET_TYPE.seqpacket, 'u_seq'],
]);
const ROWS_PER_CHUNK = 2_000;

/** The table as text, some thousand rows a chunk. */
export async function* writeSocketTable(table: UnixSocketTable): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = HEADER;
  for (let row = 0; row < table.count; row++) {
    text += writeRow(table, row);
    if (row % ROWS_PER_CHUNK !== ROWS_PER_CHUNK - 1) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}

function writeRow(table: UnixSocketTable, row: number): string {
  const type = TYPES.get(table.type?.[row] ?? SOCKET_TYPE.stream) ?? 'u_str';
  const state = STATES.get(table.state[row] ?? 0) ?? 'UNCONN';
  const path = table.paths[table.path[row] ?? -1] ?? '*';
  const owner = table.owners[table.owner[row] ?? -1];
  const users = owner === undefined ? '' : ` users:(("${printable(owner.comm)}",pid=${owner.pid},fd=0))`;
  return `${type} ${state} ${table.receiveQueueBytes[row] ?? 0} 0 ${printable(path)} ${table.inode[row] ?? 0} * ${table.peer[row] ?? 0}${users}\n`;
}

function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, '?');
}
