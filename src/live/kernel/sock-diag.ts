// All unix sockets of a network namespace with their peers, asked of the kernel over netlink, as `ss -xa` does.
//
// Source: sock_diag(7); Linux 6.12, include/uapi/linux/unix_diag.h (struct unix_diag_req), net/unix/diag.c.
// The request, 40 bytes: struct nlmsghdr { length 40, type 20 SOCK_DIAG_BY_FAMILY, flags REQUEST|DUMP, seq 1, pid 0 },
// struct unix_diag_req { AF_UNIX, 0, 0, states ~0, inode 0, show NAME|VFS|PEER|RQLEN, cookie ~0 ~0 }.
//
// Versions: since 3.3; CONFIG_UNIX_DIAG may be missing, or be a module that cannot be loaded: the kernel then answers
// ENOENT. A dump needs no privilege. UDIAG_SHOW_ICONS (who waits in a backlog) is not asked for: a long backlog does not
// fit into one answer, and the kernel would end the dump there without a word.

import { closeSync, constants, openSync } from 'node:fs';
import { endianness } from 'node:os';
import type { GapReason } from '../../model/gap.ts';
import type { UnixDiagProgress } from '../../parse/socket/unix-diag.ts';
import { parseUnixDiagDatagram } from '../../parse/socket/unix-diag.ts';
import type { UnixSocketColumns } from '../../parse/socket/unix-socket-columns.ts';
import { ParseError } from '../../parse/parse-error.ts';
import { HostError } from '../../system/host-error.ts';
import { hostError } from '../../system/system-error.ts';
import type { Libc } from '../../system/libc.ts';
import { loadLibc } from '../../system/libc.ts';

const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const NETLINK_SOCK_DIAG = 4;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const MSG_TRUNC = 0x20;
const CLONE_NEWNET = 0x40000000;
/** The kernel fills at most 32 KiB at a time; the rest is room for kernels to come. */
const BUFFER_BYTES = 256 * 1024;
/** The event loop gets its turn after so many answers, about 400 sockets each. */
const ANSWERS_PER_TURN = 64;

const ERRNO: ReadonlyMap<number, readonly [name: string, reason: GapReason]> = new Map([
  [1, ['EPERM', 'denied']],
  [2, ['ENOENT', 'unsupported']],
  [4, ['EINTR', 'timeout']],
  [11, ['EAGAIN', 'timeout']],
  [13, ['EACCES', 'denied']],
  [22, ['EINVAL', 'unsupported']],
  [93, ['EPROTONOSUPPORT', 'unsupported']],
  [95, ['EOPNOTSUPP', 'unsupported']],
  [97, ['EAFNOSUPPORT', 'unsupported']],
]);

export interface SockDiagOptions {
  /** Path of a network namespace, such as `/proc/1234/ns/net`; this process's own when absent. Needs CAP_SYS_ADMIN. */
  readonly namespace?: string;
  /** On the clock of `performance.now()`: when to give up. */
  readonly deadlineAt: number;
}

/** How a dump went. */
export interface SockDiagDump {
  /** Sockets came and went while they were listed, twice: some rows may be missing. */
  readonly interrupted: boolean;
}

/**
 * Adds every unix socket of one network namespace to `columns`, owners left out. Rejects with HostError: `unsupported`
 * (no koffi, no unix_diag), `denied`, `timeout`, `malformed`; the columns are then as they were.
 */
export async function dumpUnixSockets(
  columns: UnixSocketColumns,
  options: SockDiagOptions,
): Promise<SockDiagDump> {
  if (endianness() !== 'LE') throw new HostError('sock_diag', 'unsupported', 'sock_diag: big-endian machine');
  const libc = await loadLibc().catch((cause: unknown) => {
    throw new HostError('sock_diag', 'unsupported', `sock_diag: koffi cannot be loaded: ${String(cause)}`, {
      cause,
    });
  });
  const before = columns.count;
  const socket = openSocket(libc, options.namespace);
  try {
    let interrupted = await dump(libc, socket, columns, options.deadlineAt);
    if (interrupted) {
      columns.truncate(before);
      interrupted = await dump(libc, socket, columns, options.deadlineAt);
    }
    return { interrupted };
  } catch (error) {
    columns.truncate(before);
    throw error instanceof ParseError ? hostError('sock_diag', error) : error;
  } finally {
    libc.close(socket);
  }
}

function openSocket(libc: Libc, namespace: string | undefined): number {
  const socket = namespace === undefined ? createSocket(libc) : createSocketIn(libc, namespace);
  const oneSecond = new Uint8Array(new BigInt64Array([1n, 0n]).buffer); // struct timeval
  if (libc.setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, oneSecond, oneSecond.length) < 0) {
    const error = failure('setsockopt', libc.errno());
    libc.close(socket);
    throw error;
  }
  return socket;
}

function createSocket(libc: Libc): number {
  const socket = libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
  if (socket < 0) throw failure('socket', libc.errno());
  return socket;
}

/**
 * A netlink socket belongs to the namespace in which it is created; only that one call is made there. setns(2) moves the
 * calling thread, and nothing is awaited until it is back.
 */
function createSocketIn(libc: Libc, namespace: string): number {
  const own = openNamespace('/proc/thread-self/ns/net');
  try {
    const other = openNamespace(namespace);
    const entered = libc.setns(other, CLONE_NEWNET);
    const errno = entered < 0 ? libc.errno() : 0;
    closeSync(other);
    if (entered < 0) throw failure(`setns ${namespace}`, errno);
    const socket = libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
    const socketErrno = libc.errno();
    // Not a HostError: going on in a foreign namespace would be a bug.
    if (libc.setns(own, CLONE_NEWNET) < 0) throw new Error(`cannot return from ${namespace}`);
    if (socket < 0) throw failure('socket', socketErrno);
    return socket;
  } finally {
    closeSync(own);
  }
}

function openNamespace(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY);
  } catch (cause) {
    throw hostError(path.replace(/^\/+/, ''), cause);
  }
}

/** Shared by all dumps: an answer is parsed before anything is awaited. */
let receiveBuffer: Uint8Array | undefined;

/** Asks and reads to the end; says whether the kernel marked the list as interrupted. */
async function dump(
  libc: Libc,
  socket: number,
  columns: UnixSocketColumns,
  deadlineAt: number,
): Promise<boolean> {
  const request = dumpRequest();
  if (libc.send(socket, request, request.length, 0) < 0) throw failure('send', libc.errno());
  const bytes = (receiveBuffer ??= new Uint8Array(BUFFER_BYTES));
  let progress: UnixDiagProgress = { done: false, interrupted: false };
  for (let answers = 1; !progress.done; answers++) {
    const length = libc.recv(socket, bytes, bytes.length, MSG_TRUNC);
    if (length < 0) throw failure('recv', libc.errno());
    if (length === 0 || length > bytes.length) {
      throw new HostError('sock_diag', 'malformed', `sock_diag: an answer of ${length} bytes`);
    }
    progress = parseUnixDiagDatagram(bytes.subarray(0, length), columns, progress);
    if (answers % ANSWERS_PER_TURN === 0) await new Promise((resume) => setImmediate(resume));
    if (performance.now() > deadlineAt) throw new HostError('sock_diag', 'timeout', 'sock_diag: out of time');
  }
  if (progress.errno !== undefined) throw failure('dump', progress.errno);
  return progress.interrupted;
}

/** struct nlmsghdr and struct unix_diag_req, for every socket in every state. */
function dumpRequest(): Uint8Array {
  const view = new DataView(new ArrayBuffer(40));
  view.setUint32(0, 40, true);
  view.setUint16(4, 20, true); // SOCK_DIAG_BY_FAMILY
  view.setUint16(6, 0x301, true); // NLM_F_REQUEST | NLM_F_DUMP
  view.setUint32(8, 1, true);
  view.setUint8(16, 1); // AF_UNIX
  view.setUint32(20, 0xffff_ffff, true);
  view.setUint32(28, 0x01 | 0x02 | 0x04 | 0x10, true); // UDIAG_SHOW_NAME | _VFS | _PEER | _RQLEN
  view.setUint32(32, 0xffff_ffff, true);
  view.setUint32(36, 0xffff_ffff, true);
  return new Uint8Array(view.buffer);
}

function failure(call: string, errno: number): HostError {
  const [name, reason] = ERRNO.get(errno) ?? [`errno ${errno}`, 'unsupported' as const];
  return new HostError('sock_diag', reason, `sock_diag: ${call}: ${name}`);
}
