/** What goroutines and tasks wait for, for a sentence. */
import type { HolderWait, LockName } from '../../model/lock.ts';
import type { WaitsFor } from '../../model/task.ts';

/** What a task in the kernel waits for. */
export const WAIT_KINDS: Readonly<Record<WaitsFor, string>> = {
  fuse: 'a FUSE server',
  nfs: 'an NFS server',
  'frozen-fs': 'a frozen file system',
  'frozen-cgroup': 'a frozen cgroup',
  block: 'a disk',
  lock: 'a lock in the kernel',
  other: 'something in the kernel',
};

/** `the container's lock (0xc0001)`, `the lock in daemon.(*Daemon).Kill`. */
export function sayLock({ known, address, place }: LockName): string {
  if (known !== undefined) return address === undefined ? known : `${known} (${address})`;
  return address === undefined ? `the lock in ${place ?? '?'}` : `the lock ${address}`;
}

/** `the kernel (syscall.Stat)`, `an answer of containerd (tasks Delete)`. */
export function sayWait(wait: HolderWait): string {
  const inFunction = wait.function === undefined ? '' : ` (${wait.function})`;
  switch (wait.kind) {
    case 'lock':
      return sayLockWait(wait);
    case 'kernel':
      return `the kernel${inFunction}`;
    case 'process':
      return `a child process${inFunction}`;
    case 'rpc':
      return `an answer of ${PEERS[wait.peer ?? 'grpc-server']}${wait.call === undefined ? '' : ` (${wait.call})`}`;
    case 'http':
      return `${wait.peer === 'plugin' ? 'the answer of a plugin' : 'an answer over HTTP'}${inFunction}`;
    case 'network':
      return `the other end of a connection${inFunction}`;
    case 'channel':
      return `${CHANNELS[wait.how ?? 'receive']}${inFunction}`;
    case 'goroutines':
      return `other goroutines${inFunction}`;
    case 'timer':
      return `a timer${inFunction}`;
    case 'nothing':
      return 'nothing: it runs';
    case 'unknown':
      return `something in ${wait.function ?? '?'}`;
  }
}

const PEERS: Readonly<Record<NonNullable<HolderWait['peer']>, string>> = {
  shim: 'a shim',
  containerd: 'containerd',
  'grpc-server': 'a gRPC server',
  plugin: 'a plugin',
  'http-server': 'an HTTP server',
};

const CHANNELS: Readonly<Record<NonNullable<HolderWait['how']>, string>> = {
  receive: 'a message',
  send: 'a reader of its message',
  select: 'one of several messages',
  signal: 'a signal',
};

function sayLockWait({ lockName, among }: HolderWait): string {
  if (lockName === undefined) return 'a lock';
  return among === undefined ? sayLock(lockName) : `one of ${among} locks such as ${sayLock(lockName)}`;
}
