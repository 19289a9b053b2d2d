/** NFS and its like: only their server, or a forced unmount, ends a wait. umount(8) -f, nfs(5) `hard`/`soft`. */
import type { Remedy } from './remedy.ts';
import { shellWord } from '../wording/shell-word.ts';
import { findBackends } from './backends.ts';

export const restoreNetworkStorage: Remedy = {
  id: 'restore-network-storage',
  order: 20,
  advise: (tasks) =>
    findBackends(tasks, 'nfs').map(({ backend }) => ({
      id: 'restore-network-storage',
      says: `Bring the server of ${backend.source} back; if it will not come, unmount ${backend.mountPoint} by force, which ends the requests with an error.`,
      risk: 'A forced unmount loses writes that the server has not stored.',
      automatic: false,
      loses: 'data',
      effect: 'frees',
      where: 'node',
      waitsFor: 'the kernel, 60 seconds at most',
      command: `timeout 60 umount -f ${shellWord(backend.mountPoint)}`,
    })),
};
