/**
 * A FUSE server that hangs may be restarted instead: when it ends, the kernel closes /dev/fuse and aborts the connection itself
 * (Linux fs/fuse/dev.c, fuse_dev_release). Which process serves a connection is not told by the kernel, so it stays advice.
 */
import { findBackends } from './backends.ts';
import type { Remedy } from './remedy.ts';

export const restartFuseServer: Remedy = {
  id: 'restart-fuse-server',
  order: 19,
  advise: (tasks) =>
    findBackends(tasks, 'fuse')
      .filter(({ backend }) => backend.fstype !== 'virtiofs')
      .map(({ backend }) => ({
        id: 'restart-fuse-server',
        says: `Instead of aborting, restart the server of ${backend.source} (${backend.fstype}) by its own means: when it ends, its requests end. The command lists the processes that hold /dev/fuse, without touching a mount.`,
        risk: 'As an abort, for every mount that this process serves.',
        automatic: false,
        loses: 'data',
        effect: 'frees',
        where: 'node',
        command: 'find /proc/[0-9]*/fd -lname /dev/fuse 2>/dev/null',
      })),
};
