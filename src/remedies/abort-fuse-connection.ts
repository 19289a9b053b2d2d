/**
 * Aborting a FUSE connection ends every request on it with ECONNABORTED, and the tasks that waited for one can die. The number
 * of the connection is the minor of the mount's device. Linux Documentation/filesystems/fuse.rst, fs/fuse/control.c.
 */
import type { Remedy } from './remedy.ts';
import { findBackends } from './backends.ts';

export const abortFuseConnection: Remedy = {
  id: 'abort-fuse-connection',
  order: 10,
  advise: (tasks) =>
    findBackends(tasks, 'fuse').flatMap(({ backend }) => {
      const minor = /^\d+:(\d+)$/.exec(backend.device)?.[1];
      if (minor === undefined) return [];
      return [
        {
          id: 'abort-fuse-connection',
          says: `Abort the FUSE connection ${minor} of ${backend.source} on ${backend.mountPoint}; what waits for it gets an error, and SIGKILL takes effect.`,
          risk: 'Everything that uses this mount gets errors until it is mounted anew; writes that the server has not taken are lost.',
          automatic: true,
          command: `echo 1 > /sys/fs/fuse/connections/${minor}/abort`,
        },
      ];
    }),
};
