// The control file system of FUSE: Linux Documentation/filesystems/fuse.rst, fs/fuse/control.c (fuse_ctl_add_conn).
//
//     /sys/fs/fuse/connections/39/abort
//
// The folder of a connection is the kernel's number of the mount's device, `major << 20 | minor`; all but fuseblk have major 0.

import type { Mount } from '../model/task.ts';

export const FUSE_CONTROL = '/sys/fs/fuse/connections';

/** `0:39` → 39; undefined for text that is no device. */
export function fuseConnectionOf(device: string): number | undefined {
  const [, major, minor] = /^(\d{1,4}):(\d{1,7})$/.exec(device) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return Number(major) * 2 ** 20 + Number(minor);
}

/** Whether the control file system is where it belongs. */
export function isControlMounted(mounts: readonly Mount[]): boolean {
  return mounts.some(({ fstype, mountPoint }) => fstype === 'fusectl' && mountPoint === FUSE_CONTROL);
}
