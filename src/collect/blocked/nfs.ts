// Calls to an NFS server: Linux net/sunrpc/sched.c (rpc_wait_bit_killable), fs/nfs/inode.c (nfs_wait_bit_killable).
//
//     [<ffffffffc012d444>] rpc_wait_bit_killable+0x24/0xb0 [sunrpc]
//     [<0>] nfs_wait_on_request+0x2f/0x40 [nfs]
//
// Most of these waits end with SIGKILL (TASK_KILLABLE, shown as D); those for a page's writeback, and those while a
// lock of the inode is held by somebody else, do not.

import type { WaitKind } from './wait-kind.ts';

export const nfs: WaitKind = {
  name: 'nfs',
  waits: 'nfs',
  sleepsIn: [
    ['rpc_wait_bit_killable', '2.6.25 … 6.x'],
    ['rpc_wait_bit_interruptible', '… 2.6.24'],
    ['__rpc_wait_for_completion_task', '2.6 … 6.x'],
    ['rpc_wait_for_completion_task', '2.6 … 6.x'],
    ['__rpc_execute', '2.6 … 6.x, the wait inlined'],
    ['nfs_wait_bit_killable', '2.6.25 … 6.x'],
    ['nfs_wait_atomic_killable', '4.8 … 6.x'],
    ['nfs_wait_bit_uninterruptible', '2.6.26 … 4.x'],
    ['nfs_wait_on_request', '2.6 … 6.x'],
    ['nfs_iocounter_wait', '3.11 … 6.x'],
    ['nfs_wait_client_init_complete', '2.6.30 … 6.x'],
    ['nfs_inode_dio_wait', '3.16 … 6.x'],
    ['nfs4_wait_clnt_recover', '3.1 … 6.x'],
    ['nfs4_delay', '2.6 … 6.x'],
    ['nfs4_delay_killable', '5.2 … 6.x'],
    ['nfs4_handle_exception', '2.6 … 6.x, nfs4_delay inlined'],
    ['nlmclnt_block', '2.6 … 6.x'],
    ['pnfs_update_layout', '2.6.37 … 6.x'],
  ],
  prefixes: [
    'nfs_',
    '__nfs_',
    'nfs2_',
    'nfs3_',
    'nfs4_',
    '_nfs4_',
    'nfs40_',
    'nfs41_',
    'nfs42_',
    'rpc_',
    'nlmclnt_',
    'pnfs_',
  ],
  isBackend: ({ fstype }) => fstype === 'nfs' || fstype === 'nfs4',
};
