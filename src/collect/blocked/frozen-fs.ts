// Writers that a frozen file system holds back (fsfreeze(8), FIFREEZE, LVM and cloud snapshots): Linux fs/super.c
// (__sb_start_write), include/linux/fs.h (sb_start_write), fs/namespace.c (mnt_want_write).
//
//     [<0>] percpu_rwsem_wait+0x15f/0x1d0
//     [<0>] mnt_want_write+0x96/0xc0
//
// Up to 4.2 (RHEL 7) the writer sleeps in __sb_start_write itself; then in a percpu_rw_semaphore below it; since 5.11
// __sb_start_write is inline, and the semaphore stands directly below the function that starts to write. The same
// semaphores also guard fork, exec and cgroup moves: without such a function it is only a lock. From 5.18 on wchan may
// skip the semaphore and name that function.

import { LOCAL_FSTYPES } from './local-fs.ts';
import { functionNames } from './wait-kind.ts';
import type { WaitKind } from './wait-kind.ts';

export const frozenFs: WaitKind = {
  name: 'frozen-fs',
  waits: 'frozen-fs',
  sleepsIn: [
    ['__sb_start_write', '3.6 … 5.10'],
    ['sb_start_write', '5.11 … 6.x, where not inlined'],
    ['sb_start_pagefault', 'likewise'],
    ['sb_start_intwrite', 'likewise'],
    ['vfs_check_frozen', '2.6.32 … 3.5'],
    ['xfs_wait_for_freeze', '2.6 … 3.5'],
  ],
  prefixes: [],
  isBackend: ({ fstype, options, superOptions }) =>
    LOCAL_FSTYPES.has(fstype) && !isReadOnly(options) && !isReadOnly(superOptions),
};

const FROZEN_FUNCTIONS = functionNames(frozenFs.sleepsIn);

/** The read side of a percpu_rw_semaphore: kernel/locking/percpu-rwsem.c. */
const PERCPU_READ: ReadonlySet<string> = new Set([
  'percpu_rwsem_wait',
  '__percpu_down_read',
  'percpu_down_read',
]);

/** The rw_semaphore that it was made of up to 5.6. */
const RWSEM_READ: ReadonlySet<string> = new Set([
  'rwsem_down_read_slowpath',
  'rwsem_down_read_failed',
  'call_rwsem_down_read_failed',
  '__down_read',
  'down_read',
]);

/** They start to write, and take no other percpu_rw_semaphore; as wchan each says the same. */
const VFS_WRITERS: ReadonlySet<string> = new Set([
  'file_start_write',
  'mnt_want_write',
  'mnt_want_write_file',
  'vfs_write',
  'vfs_writev',
  'vfs_iter_write',
  'do_iter_write',
  'kernel_write',
  'vfs_fallocate',
  'vfs_copy_file_range',
  'ovl_start_write',
  'ovl_want_write',
]);

/** They start to write as well, but have other reasons to sleep. */
const OTHER_WRITERS: ReadonlySet<string> = new Set([
  'do_writev',
  'do_pwritev',
  'vfs_clone_file_range',
  'do_clone_file_range',
  'vfs_truncate',
  'do_sys_ftruncate',
  'do_ftruncate',
  'do_splice_direct',
  'do_splice_from',
  'iter_file_splice_write',
  'do_sendfile',
  'aio_write',
  'io_write',
  'io_kiocb_start_write',
  'do_page_mkwrite',
  'ext4_page_mkwrite',
  'ext4_evict_inode',
  'xfs_filemap_fault',
  '__xfs_filemap_fault',
  'xfs_write_fault',
  'xfs_trans_alloc',
  'btrfs_page_mkwrite',
  'start_transaction',
  'f2fs_vm_page_mkwrite',
]);

/**
 * The function by which a stack (or a wait channel alone), leaf first, shows a writer before a frozen file system: it
 * stands directly below the semaphore. Undefined when it does not show one.
 */
export function findFrozenWriter(trace: readonly string[]): string | undefined {
  let percpu = false;
  for (const [depth, name] of trace.entries()) {
    if (FROZEN_FUNCTIONS.has(name)) return name;
    if (VFS_WRITERS.has(name)) return percpu || depth === 0 ? name : undefined;
    if (OTHER_WRITERS.has(name)) return percpu ? name : undefined;
    if (PERCPU_READ.has(name)) percpu = true;
    else if (!RWSEM_READ.has(name)) return undefined;
  }
  return undefined;
}

/** Whether nothing but the semaphore is known of a sleeping thread. */
export function isOnlySemaphore(trace: readonly string[]): boolean {
  return trace.length > 0 && trace.every((name) => PERCPU_READ.has(name));
}

function isReadOnly(options: string): boolean {
  return options === 'ro' || options.startsWith('ro,');
}
