/** A frozen v1 cgroup keeps even SIGKILL waiting. Linux Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst; v2: cgroup.freeze. */
import type { Remedy } from './remedy.ts';
import { findBackends, shellWord } from './backends.ts';

export const thawCgroup: Remedy = {
  id: 'thaw-cgroup',
  order: 12,
  advise: (tasks) =>
    findBackends(tasks, 'frozen-cgroup').map(({ backend }) => ({
      id: 'thaw-cgroup',
      says: `Thaw the cgroup ${backend.source}; its tasks run again, and those that have SIGKILL pending die.`,
      risk: 'Low; tasks that were paused on purpose run on until the signal reaches them.',
      automatic: true,
      command:
        backend.fstype === 'cgroup2'
          ? `echo 0 > ${shellWord(`/sys/fs/cgroup${backend.source}/cgroup.freeze`)}`
          : `echo THAWED > ${shellWord(`/sys/fs/cgroup/freezer${backend.source}/freezer.state`)}`,
    })),
};
