/** A frozen file system holds every writer until it is thawed (FITHAW). util-linux fsfreeze(8), Linux fs/super.c thaw_super. */
import type { Remedy } from './remedy.ts';
import { findBackends, shellWord } from './backends.ts';

export const thawFilesystem: Remedy = {
  id: 'thaw-filesystem',
  order: 11,
  advise: (tasks) =>
    findBackends(tasks, 'frozen-fs').map(({ backend }) => ({
      id: 'thaw-filesystem',
      says: `Thaw ${backend.source} on ${backend.mountPoint}; the writers go on, and SIGKILL takes effect.`,
      risk: 'Low, unless whoever froze it (a snapshot, a backup) is not done: then that copy is not consistent.',
      automatic: true,
      command: `fsfreeze --unfreeze ${shellWord(backend.mountPoint)}`,
    })),
};
