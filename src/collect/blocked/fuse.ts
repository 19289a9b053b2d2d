// Requests to a FUSE server: Linux fs/fuse/dev.c (request_wait_answer), fs/fuse/dir.c, fs/fuse/file.c.
//
//     [<0>] request_wait_answer+0x151/0x210
//     [<0>] fuse_lock_inode+0x33/0x50
//
// A caller waits interruptibly (S) until a signal comes, then, the request being with the server, uninterruptibly (D).
// Up to 4.1 the first wait is wait_answer_interruptible; the compiler may inline either into its caller. The server's
// own threads sleep in fuse_dev_do_read and wait for nobody.

import type { WaitKind } from './wait-kind.ts';

/** Functions of the server's side, /dev/fuse: whoever sleeps in or below them is not a client. */
export const FUSE_SERVER_PREFIXES = ['fuse_dev_', 'fuse_uring_', 'cuse_channel_'] as const;

export const fuse: WaitKind = {
  name: 'fuse',
  waits: 'fuse',
  sleepsIn: [
    ['request_wait_answer', '2.6.14 … 6.x'],
    ['wait_answer_interruptible', '2.6.14 … 4.1'],
    ['fuse_request_send', '3.10 … 5.4, request_wait_answer inlined'],
    ['__fuse_request_send', '3.10 … 6.x, request_wait_answer inlined'],
    ['fuse_simple_request', '3.18 … 6.x, likewise'],
    ['__fuse_simple_request', '6.9 … 6.x, likewise'],
    ['fuse_get_req', '2.6.14 … 6.x: all requests of the connection are taken (fuse_block_alloc)'],
    ['__fuse_get_req', '3.10 … 5.4'],
    ['fuse_get_req_for_background', '3.10 … 5.4'],
    ['fuse_get_req_nofail_nopages', '3.10 … 5.4'],
    ['fuse_lock_inode', '4.3 … 6.x: another lookup or readdir in the folder has not been answered'],
    ['fuse_wait_on_page_writeback', '2.6.26 … 6.13'],
    ['fuse_wait_on_folio_writeback', '6.14 … 6.x'],
    ['fuse_set_nowrite', '2.6.26 … 6.x'],
    ['fuse_sync_writes', '2.6.26 … 6.x'],
    ['fuse_sync_fs_writes', '5.16 … 6.x'],
    ['fuse_wait_aborted', '4.19 … 6.x'],
    ['virtio_fs_enqueue_req', '5.4 … 6.x'],
  ],
  prefixes: ['fuse_', '__fuse_', 'virtio_fs_'],
  isBackend: ({ fstype }) =>
    fstype === 'fuse' || fstype === 'fuseblk' || fstype === 'virtiofs' || fstype.startsWith('fuse.'),
};
