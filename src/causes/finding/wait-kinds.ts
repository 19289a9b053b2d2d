import type { WaitsFor } from '../../model/task.ts';

/** What a task waits for, for a sentence. */
export const WAIT_KINDS: Readonly<Record<WaitsFor, string>> = {
  fuse: 'a FUSE server',
  nfs: 'an NFS server',
  'frozen-fs': 'a frozen file system',
  'frozen-cgroup': 'a frozen cgroup',
  block: 'a disk',
  lock: 'a lock in the kernel',
  other: 'something in the kernel',
};
