import type { Backend } from '../../model/task.ts';
import type { CgroupMembership } from '../../parse/proc/cgroup.ts';
import { indexOfMounts } from './mount-index.ts';
import type { MountTable } from './mount-table.ts';

/**
 * The cgroup that holds a frozen task: its path as source, and where the host has the hierarchy mounted. Undefined for
 * the root, which cannot be frozen, and where the hierarchy is not known to be mounted.
 */
export function frozenCgroupBackend(
  by: string | undefined,
  cgroups: readonly CgroupMembership[],
  tables: readonly MountTable[],
): { readonly backend: Backend; readonly membership: CgroupMembership } | undefined {
  const isV2 = by === 'do_freezer_trap' || by === 'cgroup_enter_frozen';
  const membership = cgroups.find(({ hierarchy, controllers }) =>
    isV2 ? hierarchy === 0 : controllers.includes('freezer'),
  );
  if (membership === undefined || membership.path === '/') return undefined;
  const fstype = isV2 ? 'cgroup2' : 'cgroup';
  for (const { mounts } of tables) {
    const mount = indexOfMounts(mounts)
      .ofType(fstype)
      .find(({ superOptions }) => isV2 || superOptions.split(',').includes('freezer'));
    if (mount === undefined) continue;
    const { mountPoint, device } = mount;
    return { backend: { source: membership.path, fstype, mountPoint, device }, membership };
  }
  return undefined;
}
