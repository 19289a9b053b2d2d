// The control file system of FUSE: Linux Documentation/filesystems/fuse.rst, fs/fuse/control.c (fuse_ctl_add_conn).
//
//     /sys/fs/fuse/connections/39/abort
//
// The folder of a connection is the kernel's number of the mount's device, `major << 20 | minor`; all but fuseblk have major 0.

import type { Mount } from '../model/task.ts';

export const FUSE_CONTROL = '/sys/fs/fuse/connections';

/** Whether the control file system is where it belongs. */
export function isControlMounted(mounts: readonly Mount[]): boolean {
  return mounts.some(({ fstype, mountPoint }) => fstype === 'fusectl' && mountPoint === FUSE_CONTROL);
}
