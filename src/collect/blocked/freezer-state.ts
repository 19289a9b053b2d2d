// /sys/fs/cgroup/freezer/<path>/freezer.state: Linux Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst.
//
//     FROZEN
//     THAWED
//
// Up to 6.0 a frozen task sleeps in __refrigerator. Since 6.1 (kernel/freezer.c, TASK_FROZEN) one that slept already stays where it
// was: it is shown in state D, and its stack tells only what it did before. Then the state of its cgroup tells.

import type { Host } from '../../host/host.ts';
import type { CgroupMembership } from '../../parse/proc/cgroup.ts';
import { frozenCgroup } from './frozen-cgroup.ts';
import type { FactFile } from './thread-facts.ts';
import { tryRead } from './try-read.ts';
import type { Wait } from './wait-kind.ts';

const FREEZER = 'sys/fs/cgroup/freezer';

/** A task's cgroup, or one above it, is frozen. */
export interface FrozenByCgroup {
  readonly wait: Wait;
  readonly file: FactFile;
}

/** The wait of a task in D that is held by the v1 freezer; undefined when its cgroup is not frozen, or does not tell. */
export async function findFrozenByCgroup(
  host: Host,
  cgroups: readonly CgroupMembership[],
): Promise<FrozenByCgroup | undefined> {
  const membership = cgroups.find(({ controllers }) => controllers.includes('freezer'));
  if (membership === undefined || membership.path === '/') return undefined;
  const path = `${FREEZER}${membership.path}/freezer.state`;
  const result = await tryRead(host, path, 64);
  if ('failure' in result || result.text.trim() !== 'FROZEN') return undefined;
  return {
    wait: { waits: 'frozen-cgroup', kind: frozenCgroup, by: '__refrigerator', fstypes: [] },
    file: { path, text: result.text },
  };
}
