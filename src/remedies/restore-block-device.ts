/** A task that waits for a disk goes on when the disk answers or its driver gives up (SCSI, multipath and iSCSI time-outs). */
import type { Remedy } from './remedy.ts';
import { findBackends } from './backends.ts';

export const restoreBlockDevice: Remedy = {
  id: 'restore-block-device',
  order: 21,
  advise: (tasks) =>
    findBackends(tasks, 'block').map(({ backend }) => ({
      id: 'restore-block-device',
      says: `Bring ${backend.source} (${backend.mountPoint}) back, or let its driver fail the requests: look at dmesg, multipath -ll, iscsiadm -m session.`,
      risk: 'Failed writes may leave the file system in need of a check.',
      automatic: false,
      loses: 'data',
      effect: 'frees',
    })),
};
