/** proc/net/unix as net/unix/af_unix.c:unix_seq_show prints it. */
import { STAGE } from '../../model/history.ts';
import type { CaseFile } from '../case-file.ts';
import { Chunk } from '../chunk.ts';
import type { Recording } from '../recording.ts';
import { clientInode, serverInode } from '../socket-inodes.ts';
import { DOCKER_SOCKET, hostSockets } from './host-sockets.ts';

const HEAD = 'Num       RefCount Protocol Flags    Type St Inode Path\n';

export function procNetUnix(recording: Recording): CaseFile {
  return { path: 'proc/net/unix', chunks: () => writeSockets(recording) };
}

function* writeSockets(recording: Recording): Generator<Uint8Array> {
  const { history } = recording.outcome;
  const chunk = new Chunk();
  const put = (inode: number, path: string, hasPeer: boolean, listens = false): void => {
    const address = (Math.imul(inode, 0x9e37_79b1) >>> 0).toString(16).padStart(16, '0');
    const flags = listens ? '00010000' : '00000000';
    const name = path === '' ? '' : ` ${path}`;
    chunk.text(
      `${address}: 0000000${hasPeer ? 3 : 2} 00000000 ${flags} 0001 ${listens ? '01' : '03'} ${String(inode).padStart(5)}${name}\n`,
    );
  };
  chunk.text(HEAD);
  for (const { inode, path, peer, listens } of hostSockets(recording)) {
    put(inode, path, peer !== 0, listens);
    if (chunk.isFull) yield chunk.take();
  }
  for (let stop = 0; stop < history.stopCount; stop++) {
    if (history.stage.get(stop) === STAGE.ended) continue;
    const handler = history.handlerId.get(stop);
    const isWatched = history.clientGone.get(stop) === 0;
    put(serverInode(handler), DOCKER_SOCKET, isWatched);
    if (isWatched) put(clientInode(handler), '', true);
    if (chunk.isFull) yield chunk.take();
  }
  yield chunk.take();
}
