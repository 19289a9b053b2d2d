// Waits for a lock of the kernel that another task holds: Linux kernel/locking/, fs/namei.c.
//
//     [<0>] rwsem_down_write_slowpath+0x27a/0x640
//     [<ffffffff811bd4a0>] do_unlinkat+0x130/0x2d0
//
// The locks' own functions are in .sched.text, so wchan names their caller: for the lock of a folder's inode one of
// fs/namei.c. A lock that a stack places inside a file system counts as that file system.

import { functionNames } from './wait-kind.ts';
import type { WaitKind } from './wait-kind.ts';

export const lock: WaitKind = {
  name: 'lock',
  waits: 'lock',
  sleepsIn: [
    ['rwsem_down_read_slowpath', '5.2 … 6.x'],
    ['rwsem_down_write_slowpath', '5.2 … 6.x'],
    ['rwsem_down_read_failed', '2.6 … 5.1'],
    ['rwsem_down_write_failed', '2.6 … 5.1'],
    ['rwsem_down_write_failed_killable', '4.7 … 5.1'],
    ['call_rwsem_down_read_failed', '2.6 … 5.1'],
    ['call_rwsem_down_write_failed', '2.6 … 5.1'],
    ['call_rwsem_down_write_failed_killable', '4.7 … 5.1'],
    ['down_read', '2.6 … 6.x'],
    ['down_read_killable', '4.15 … 6.x'],
    ['down_write', '2.6 … 6.x'],
    ['down_write_killable', '4.7 … 6.x'],
    ['percpu_rwsem_wait', '5.7 … 6.x'],
    ['__percpu_down_read', '3.7 … 6.x'],
    ['percpu_down_write', '3.7 … 6.x'],
    ['mutex_lock', '2.6 … 6.x'],
    ['mutex_lock_killable', '2.6.25 … 6.x'],
    ['__mutex_lock', '4.10 … 6.x'],
    ['__mutex_lock_slowpath', '2.6 … 6.x'],
    ['__mutex_lock_killable_slowpath', '2.6.25 … 6.x'],
    ['schedule_preempt_disabled', '3.4 … 6.x'],
    ['__down', '2.6 … 6.x'],
    ['down', '2.6 … 6.x'],
    ['rt_mutex_slowlock', '2.6.18 … 6.x'],
    ['d_alloc_parallel', '4.7 … 6.x'],
    ['__wait_on_freeing_inode', '2.6 … 6.x'],
    ['lock_mount', '3.1 … 6.x'],
    ['lock_rename', '2.6 … 6.x'],
    ['lookup_slow', '2.6 … 6.x'],
    ['lookup_one_qstr_excl', '6.1 … 6.x'],
    ['do_last', '3.3 … 5.5'],
    ['open_last_lookups', '5.6 … 6.x'],
    ['path_openat', '3.0 … 6.x, as wchan'],
    ['walk_component', '2.6.38 … 6.x, as wchan'],
    ['filename_create', '3.19 … 6.x'],
    ['do_unlinkat', '2.6.19 … 6.x'],
    ['do_rmdir', '2.6.19 … 6.x'],
    ['do_renameat2', '4.x … 6.x'],
    ['iterate_dir', '3.11 … 6.x'],
    ['vfs_readdir', '2.6 … 3.10'],
    ['chmod_common', '3.2 … 6.x'],
    ['chown_common', '2.6 … 6.x'],
    ['do_truncate', '2.6 … 6.x'],
    ['__fdget_pos', '3.14 … 6.x'],
  ],
  prefixes: [],
  isBackend: () => true,
};

export const LOCK_FUNCTIONS = functionNames(lock.sleepsIn);
