/** sockets/ss-xanp.txt as iproute2 6.1 prints it: columns as wide as their widest value, names to the right, numbers to the left. */
import { STAGE } from '../../model/history.ts';
import type { CaseFile } from '../case-file.ts';
import { textFile } from '../case-file.ts';
import { Chunk, countDigits } from '../chunk.ts';
import { firstStopDescriptor } from '../proc/descriptors.ts';
import type { Recording } from '../recording.ts';
import { clientInode, serverInode } from '../socket-inodes.ts';
import { DOCKER_SOCKET, hostSockets } from './host-sockets.ts';
import type { HostSocket } from './host-sockets.ts';

const PEER_NAME_WIDTH = 'Peer Address'.length;
/** kubelet's first descriptor for a connection to docker. */
const FIRST_CLIENT_DESCRIPTOR = 30;

export function ssTable(recording: Recording): CaseFile {
  return { path: 'sockets/ss-xanp.txt', chunks: () => writeTable(recording) };
}

/** sockets/ss-tanp.txt: nothing of interest. */
export function tcpTable(): CaseFile {
  return textFile(
    'sockets/ss-tanp.txt',
    'State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\nLISTEN 0      128          0.0.0.0:2024      0.0.0.0:*          \n',
  );
}

interface Widths {
  readonly name: number;
  readonly number: number;
  readonly users: number;
}

function* writeTable(recording: Recording): Generator<Uint8Array> {
  const { scene, outcome } = recording;
  const { history } = outcome;
  const sockets = hostSockets(recording);
  const newest = history.handlerId.get(history.stopCount - 1);
  const widths: Widths = {
    name: Math.max(...sockets.map(({ path }) => path.length)) + 4,
    number: Math.max(5, countDigits(clientInode(newest))),
    users: Math.max(62, ...sockets.map((socket) => usersText(socket).length)),
  };
  const chunk = new Chunk();
  chunk.text(headText(widths));
  for (const socket of sockets) {
    chunk.text(rowText(widths, socket));
    if (chunk.isFull) yield chunk.take();
  }
  const server = new StopRow(widths, DOCKER_SOCKET, 'dockerd', scene.dockerdPid);
  const client = new StopRow(widths, '*', 'kubelet', scene.kubeletPid);
  let descriptor = firstStopDescriptor(recording);
  let clientDescriptor = FIRST_CLIENT_DESCRIPTOR;
  for (let stop = 0; stop < history.stopCount; stop++) {
    if (history.stage.get(stop) === STAGE.ended) continue;
    const handler = history.handlerId.get(stop);
    const isWatched = history.clientGone.get(stop) === 0;
    server.put(chunk, serverInode(handler), isWatched ? clientInode(handler) : 0, descriptor++);
    if (isWatched) client.put(chunk, clientInode(handler), serverInode(handler), clientDescriptor++);
    if (chunk.isFull) yield chunk.take();
  }
  yield chunk.take();
}

function headText({ name, number, users }: Widths): string {
  const local = `${'Local Address'.padStart(name)}:${'Port'.padEnd(number)}`;
  const peer = `${'Peer Address'.padStart(PEER_NAME_WIDTH)}:${'Port'.padEnd(number - 1)}`;
  return `Netid State  Recv-Q Send-Q ${local} ${peer} ${'Process'.padEnd(users)}\n`;
}

function rowText(widths: Widths, socket: HostSocket): string {
  const state = socket.listens ? 'LISTEN 0      4096  ' : 'ESTAB  0      0     ';
  const local = `${(socket.path === '' ? '*' : socket.path).padStart(widths.name)} ${String(socket.inode).padEnd(widths.number)}`;
  const peer = `${'*'.padStart(PEER_NAME_WIDTH)} ${String(socket.peer).padEnd(widths.number)}`;
  return `u_str ${state} ${local} ${peer} ${usersText(socket).padEnd(widths.users)}\n`;
}

function usersText({ users }: HostSocket): string {
  const each = users.map(({ comm, pid, descriptor }) => `("${comm}",pid=${pid},fd=${descriptor})`);
  return `users:(${each.join(',')})`;
}

/** A row of which three numbers differ from stop to stop. */
class StopRow {
  private readonly bytes: Buffer;
  private readonly inodeAt: number;
  private readonly peerAt: number;
  private readonly descriptorAt: number;
  private readonly numberWidth: number;

  constructor(widths: Widths, name: string, comm: string, pid: number) {
    const local = `u_str ESTAB  0      0      ${name.padStart(widths.name)} `;
    const blank = ' '.repeat(widths.number);
    const peer = ` ${'*'.padStart(PEER_NAME_WIDTH)} `;
    const users = `users:(("${comm}",pid=${pid},fd=`;
    this.inodeAt = local.length;
    this.peerAt = this.inodeAt + widths.number + peer.length;
    this.descriptorAt = this.peerAt + widths.number + 1 + users.length;
    this.numberWidth = widths.number;
    this.bytes = Buffer.from(
      `${local}${blank}${peer}${blank} ${users}${' '.repeat(Math.max(0, widths.users - users.length))}\n`,
    );
  }

  put(chunk: Chunk, inode: number, peer: number, descriptor: number): void {
    const start = chunk.length;
    chunk.bytes(this.bytes);
    chunk.numberAt(start + this.inodeAt, inode, this.numberWidth);
    chunk.numberAt(start + this.peerAt, peer, this.numberWidth);
    const digits = countDigits(descriptor);
    chunk.digitsAt(start + this.descriptorAt, descriptor, digits);
    chunk.bytesAt(start + this.descriptorAt + digits, CLOSING);
  }
}
const CLOSING = Buffer.from('))');
