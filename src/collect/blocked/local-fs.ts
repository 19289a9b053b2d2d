// File systems on block devices: the prefixes of their functions, and what mountinfo calls them (Linux fs/*/super.c).
//
//     [<0>] xfs_buf_iowait+0x28/0xc0 [xfs]
//     [<0>] jbd2_log_wait_commit+0xc5/0x130 [jbd2]

const FSTYPES_BY_PREFIX: readonly (readonly [prefix: string, fstypes: readonly string[]])[] = [
  ['ext4_', ['ext4', 'ext3', 'ext2']],
  ['jbd2_', ['ext4', 'ext3', 'ocfs2']],
  ['xfs_', ['xfs']],
  ['xlog_', ['xfs']],
  ['btrfs_', ['btrfs']],
  ['f2fs_', ['f2fs']],
  ['gfs2_', ['gfs2']],
  ['ocfs2_', ['ocfs2']],
];

/** Types of mounts whose superblock is on a block device and can be frozen. */
export const LOCAL_FSTYPES: ReadonlySet<string> = new Set([
  ...FSTYPES_BY_PREFIX.flatMap(([, fstypes]) => fstypes),
  'jfs',
  'nilfs2',
  'reiserfs',
  'bcachefs',
]);

/** Types of the file system that a kernel function belongs to; empty when it is of none. */
export function fstypesOfFunction(name: string): readonly string[] {
  return FSTYPES_BY_PREFIX.find(([prefix]) => name.startsWith(prefix))?.[1] ?? [];
}
