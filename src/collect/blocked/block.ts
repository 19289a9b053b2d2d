// Waits for a block device: Linux block/, mm/filemap.c (folio_wait_bit_common), fs/buffer.c, fs/jbd2, fs/xfs.
//
//     [<0>] folio_wait_bit_common+0x13d/0x350
//     [<ffffffff8119e7ee>] sleep_on_page+0xe/0x20
//
// The same page waits serve FUSE and NFS: their functions further down the stack decide.

import { functionNames } from './wait-kind.ts';
import { LOCAL_FSTYPES } from './local-fs.ts';
import type { WaitKind } from './wait-kind.ts';

export const block: WaitKind = {
  name: 'block',
  waits: 'block',
  sleepsIn: [
    ['io_schedule', '2.6 … 6.x'],
    ['io_schedule_timeout', '2.6 … 6.x'],
    ['bit_wait_io', '3.17 … 6.x'],
    ['sleep_on_page', '2.6.35 … 3.16'],
    ['sleep_on_page_killable', '2.6.35 … 3.16'],
    ['sleep_on_buffer', '2.6 … 3.16'],
    ['wait_on_page_bit', '2.6 … 5.15'],
    ['wait_on_page_bit_killable', '2.6.37 … 5.15'],
    ['wait_on_page_bit_common', '4.11 … 5.15'],
    ['folio_wait_bit_common', '5.16 … 6.x'],
    ['folio_wait_bit', '5.16 … 6.x'],
    ['folio_wait_writeback', '5.16 … 6.x'],
    ['wait_on_page_writeback', '5.3 … 5.15'],
    ['__lock_page', '2.6 … 5.15'],
    ['__lock_page_killable', '2.6.25 … 5.15'],
    ['__lock_page_or_retry', '2.6.37 … 5.15'],
    ['__folio_lock', '5.16 … 6.x'],
    ['__folio_lock_killable', '5.16 … 6.x'],
    ['__wait_on_buffer', '2.6 … 6.x'],
    ['submit_bio_wait', '3.10 … 6.x'],
    ['blk_mq_get_tag', '3.13 … 6.x'],
    ['bt_get', '3.13 … 4.7'],
    ['get_request', '3.6 … 4.20'],
    ['blk_queue_enter', '4.3 … 6.x'],
    ['__bio_queue_enter', '5.12 … 6.x'],
    ['blk_execute_rq', '2.6 … 6.x'],
    ['rq_qos_wait', '5.0 … 6.x'],
    ['wbt_wait', '4.10 … 6.x'],
    ['do_blockdev_direct_IO', '3.3 … 6.x'],
    ['__iomap_dio_rw', '5.10 … 6.x'],
    ['iomap_dio_rw', '4.10 … 6.x'],
    ['balance_dirty_pages', '2.6 … 6.x'],
    ['balance_dirty_pages_ratelimited', '2.6 … 6.x'],
    ['wb_wait_for_completion', '4.2 … 6.x'],
    ['jbd2_log_wait_commit', '2.6.28 … 6.x'],
    ['wait_transaction_locked', '3.11 … 6.x'],
    ['do_get_write_access', '2.6.28 … 6.x'],
    ['jbd2_journal_lock_updates', '2.6.28 … 6.x'],
    ['xfs_buf_iowait', '2.6 … 6.x'],
    ['xfs_log_force_lsn', '2.6 … 5.13'],
    ['xfs_log_force_seq', '5.14 … 6.x'],
    ['xlog_wait_on_iclog', '5.7 … 6.x'],
    ['xlog_grant_head_wait', '3.4 … 6.x'],
    ['btrfs_wait_ordered_range', '3.x … 6.x'],
    ['btrfs_commit_transaction', '3.x … 6.x'],
  ],
  prefixes: ['blk_', 'blkdev_', '__blkdev_', 'dm_', 'md_', 'raid5_', 'nvme_', 'scsi_', 'rbd_', 'nbd_'],
  isBackend: ({ fstype }) => LOCAL_FSTYPES.has(fstype),
};

export const BLOCK_FUNCTIONS = functionNames(block.sleepsIn);
