// Runs in a thread of its own: reads the links of /proc/<pid>/fd, one range of descriptors after the other, until there are
// no more. Source: proc_pid_fd(5). A link is read, never followed, and takes no lock that a blocked task holds (Linux 6.12,
// fs/proc/fd.c). Descriptors are tried by number: to list them first would take the kernel half as long again.

import { closeSync, constants, openSync, readdirSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { errorCode } from '../../system/system-error.ts';
import { loadLibc } from '../../system/libc.ts';
import type { Libc } from '../../system/libc.ts';
import type { ThreadStart } from '../../system/thread-pool.ts';

/** Descriptors from `from` up to, not including, `to` of a process; all that it has where these are left out. */
export interface DescriptorRange {
  readonly pid: number;
  readonly from?: number;
  readonly to?: number;
}

export interface OwnerThreadData {
  readonly procRoot: string;
  readonly ranges: readonly DescriptorRange[];
  /** Milliseconds since 1970. */
  readonly deadlineAtMs: number;
}

export interface OwnerThreadMessage {
  readonly range: number;
  /** Inodes of the sockets that the process holds open there. */
  readonly inodes: Float64Array;
  /** How many descriptors are open there, of whatever kind. */
  readonly openCount: number;
  readonly failure?: 'denied' | 'vanished' | 'late';
}

const TARGET_BYTES = 64;
const CALLS_BETWEEN_CLOCKS = 1024;
/** `socket:[` */
const SOCKET = Buffer.from('socket:[');

const { data, next, progress } = workerData as ThreadStart<OwnerThreadData>;
const { procRoot, ranges, deadlineAtMs } = data;
const name = new Uint8Array(16);
const target = new Uint8Array(TARGET_BYTES);
let calls = 0;

await work(await loadLibc());

async function work(libc: Libc): Promise<void> {
  for (;;) {
    const range = Atomics.add(next, 0, 1);
    const place = ranges[range];
    if (place === undefined) return;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
    parentPort?.postMessage({ range, ...readRange(libc, place) } satisfies OwnerThreadMessage);
    Atomics.add(progress, 0, 1);
  }
}

function readRange(libc: Libc, { pid, from, to }: DescriptorRange): Omit<OwnerThreadMessage, 'range'> {
  const folder = `${procRoot}/${pid}/fd`;
  const inodes: number[] = [];
  let openCount = 0;
  let failure: OwnerThreadMessage['failure'];
  let descriptor: number | undefined;
  try {
    const numbers =
      from === undefined || to === undefined ? readdirSync(folder).map(Number) : range(from, to);
    descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    for (const number of numbers) {
      const inode = readSocketInode(libc, descriptor, number);
      if (inode >= 0) openCount++;
      if (inode > 0) inodes.push(inode);
      if (++calls % CALLS_BETWEEN_CLOCKS > 0 || Date.now() <= deadlineAtMs) continue;
      failure = 'late';
      break;
    }
  } catch (error) {
    const code = errorCode(error);
    failure = code === 'EACCES' || code === 'EPERM' ? 'denied' : 'vanished';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
  return { inodes: Float64Array.from(inodes), openCount, ...(failure === undefined ? {} : { failure }) };
}

function* range(from: number, to: number): Generator<number> {
  for (let number = from; number < to; number++) yield number;
}

/** The inode of the socket that a descriptor stands for; 0 when it stands for something else, -1 when it is closed. */
function readSocketInode(libc: Libc, folder: number, descriptor: number): number {
  writeNumber(descriptor);
  const length = libc.readlinkat(folder, name, target, TARGET_BYTES);
  if (length < 0) return -1;
  for (let i = 0; i < SOCKET.length; i++) if (target[i] !== SOCKET[i]) return 0;
  let inode = 0;
  for (let i = SOCKET.length; i < length - 1; i++) inode = inode * 10 + (target[i] ?? 0) - 0x30;
  return Number.isSafeInteger(inode) ? inode : 0;
}

/** In decimal digits with a NUL behind, into `name`. */
function writeNumber(number: number): void {
  let digits = 1;
  for (let left = number; left >= 10; left = Math.floor(left / 10)) digits++;
  name[digits] = 0;
  for (let left = number; digits > 0; left = Math.floor(left / 10)) name[--digits] = 0x30 + (left % 10);
}
