// Who listens at the other end of a connected unix socket. Source: unix(7), SO_PEERCRED: the credentials of the process that called
// listen(2), as they were then; struct ucred { pid_t pid; uid_t uid; gid_t gid; }.

import type { Socket } from 'node:net';
import { endianness } from 'node:os';
import { loadLibc } from '../../system/libc.ts';

const SOL_SOCKET = process.arch.startsWith('mips') ? 0xffff : 1;
const SO_PEERCRED = process.arch.startsWith('mips') ? 18 : process.arch === 'ppc64' ? 21 : 17;
const UCRED_BYTES = 12;

/** `pid` is 0 where the peer's pid namespace cannot be seen from here. */
export interface SocketPeer {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** The peer of a connected unix socket, by its descriptor; undefined where the kernel or this platform does not tell. */
export async function peerOf(descriptor: number): Promise<SocketPeer | undefined> {
  const libc = await loadLibc().catch(() => undefined);
  if (libc === undefined) return undefined;
  const credentials = Buffer.alloc(UCRED_BYTES);
  const length = Buffer.alloc(4);
  const isLittle = endianness() === 'LE';
  if (isLittle) length.writeUInt32LE(UCRED_BYTES);
  else length.writeUInt32BE(UCRED_BYTES);
  if (libc.getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, credentials, length) !== 0) return undefined;
  const read = (at: number): number =>
    isLittle ? credentials.readUInt32LE(at) : credentials.readUInt32BE(at);
  return { pid: read(0), uid: read(4), gid: read(8) };
}

/** The descriptor of a connected socket; undefined when this Node does not tell. */
export function descriptorOf(socket: Socket): number | undefined {
  const inner: unknown = Reflect.get(socket, '_handle');
  const descriptor: unknown =
    typeof inner === 'object' && inner !== null ? Reflect.get(inner, 'fd') : undefined;
  return typeof descriptor === 'number' && descriptor >= 0 ? descriptor : undefined;
}
