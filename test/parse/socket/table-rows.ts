import type { UnixSocketTable } from '../../../src/model/unix-socket.ts';
import { SOCKET_STATE, SOCKET_TYPE } from '../../../src/model/unix-socket.ts';

const nameOf = (names: Readonly<Record<string, number>>, value: number | undefined): string =>
  Object.keys(names).find((name) => names[name] === value) ?? String(value);

/** A table as one line a socket: `stream established /var/run/docker.sock 34497 -> 0 queue 0 dockerd/11412`. */
export function tableRows(table: UnixSocketTable): string[] {
  return Array.from({ length: table.count }, (_, row) => {
    const owner = table.owners[table.owner[row] ?? -1];
    return [
      nameOf(SOCKET_TYPE, table.type?.[row]),
      nameOf(SOCKET_STATE, table.state[row]),
      table.paths[table.path[row] ?? -1] ?? '-',
      `${table.inode[row]} -> ${table.peer[row]}`,
      `queue ${table.receiveQueueBytes[row]}`,
      ...(owner === undefined ? [] : [`${owner.comm}/${owner.pid}`]),
    ].join(' ');
  });
}

/** The same bytes in chunks of these sizes, repeated as often as needed. */
export function inChunks(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? bytes.length);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}
