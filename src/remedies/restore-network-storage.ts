/** NFS and its like: only their server, or a forced unmount, ends a wait. umount(8) -f, nfs(5) `hard`/`soft`. */
import type { Remedy } from './remedy.ts';
import { findBackends, shellWord } from './backends.ts';

export const restoreNetworkStorage: Remedy = {
  id: 'restore-network-storage',
  order: 20,
  advise: (tasks) =>
    findBackends(tasks, 'nfs').map(({ backend }) => ({
      id: 'restore-network-storage',
      says: `Bring the server of ${backend.source} back; if it will not come, unmount ${backend.mountPoint} by force, which ends the requests with an error.`,
      risk: 'A forced unmount loses writes that the server has not taken.',
      automatic: false,
      command: `umount -f ${shellWord(backend.mountPoint)}`,
    })),
};
