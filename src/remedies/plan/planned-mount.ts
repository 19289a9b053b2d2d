import { indexOfMounts } from '../../collect/blocked/mount-index.ts';
import { mountOf } from '../../collect/blocked/mount-table.ts';
import { parseOr, tryRead } from '../../collect/blocked/try-read.ts';
import type { Host } from '../../host/host.ts';
import type { PlannedMount } from '../../model/release.ts';
import type { Backend, BlockedTask, Mount } from '../../model/task.ts';
import { parseMountinfo } from '../../parse/proc/mountinfo.ts';
import type { PlanSurroundings } from './surroundings.ts';

const MAX_BYTES = 16 * 1024 * 1024;
/** So many tasks' own mount tables are looked at when the host does not see a mount. */
const MAX_TASKS = 8;

/** The mount of a backend, and the table in which it stands: the host's where it sees it, else a task's own. */
export async function findPlannedMount(
  backend: Backend,
  tasks: readonly BlockedTask[],
  { host, mountTables }: PlanSurroundings,
): Promise<PlannedMount | undefined> {
  for (const { mounts, file } of mountTables) {
    const mount = sameMount(mounts, backend) ?? reachable(mounts, backend);
    if (mount !== undefined) return planned(host, mount, file);
  }
  for (const { pid, tid } of tasks.slice(0, MAX_TASKS)) {
    for (const file of [
      `proc/${pid}/mountinfo`,
      ...(host.live ? [] : [`proc/${pid}/task/${tid}/mountinfo`]),
    ]) {
      const mounts = await readMounts(host, file);
      const mount = mounts && reachable(mounts, backend);
      if (mount !== undefined) return planned(host, mount, file);
    }
  }
  return undefined;
}

/** Why a mount is not as planned, after its table was read once more; undefined when it is. */
export async function mountDiffers(host: Host, mount: PlannedMount): Promise<string | undefined> {
  const mounts = await readMounts(host, mount.seenIn);
  if (mounts === undefined) return `${mount.seenIn} cannot be read any more`;
  if ((await readNamespace(host, mount.seenIn)) !== mount.namespace)
    return `${mount.seenIn} is now that of another mount namespace`;
  const same = sameMount(mounts, mount);
  if (same?.id === mount.id && same.root === mount.root) return undefined;
  if (same !== undefined) return `${mount.source} was mounted on ${mount.mountPoint} again`;
  const now = indexOfMounts(mounts).ofDevice(mount.device)[0];
  return now === undefined
    ? `nothing is mounted from device ${mount.device} any more`
    : `device ${mount.device} is now ${now.source} (${now.fstype}) on ${now.mountPoint}`;
}

/** The mount that agrees in device, source, type and mount point, if it is the one that a path there leads to. */
function sameMount(
  mounts: readonly Mount[],
  { device, source, fstype, mountPoint }: Backend,
): Mount | undefined {
  const same = indexOfMounts(mounts)
    .ofDevice(device)
    .find((one) => one.source === source && one.fstype === fstype && one.mountPoint === mountPoint);
  return same !== undefined && mountOf(mountPoint, mounts)?.device === device ? same : undefined;
}

/** Another place where the same file system can be reached; its root where there is one. */
function reachable(mounts: readonly Mount[], { device, source, fstype }: Backend): Mount | undefined {
  const same = indexOfMounts(mounts)
    .ofDevice(device)
    .filter(
      (one) =>
        one.source === source && one.fstype === fstype && mountOf(one.mountPoint, mounts)?.device === device,
    );
  return same.find(({ root }) => root === '/') ?? same[0];
}

async function readMounts(host: Host, file: string): Promise<readonly Mount[] | undefined> {
  const result = await tryRead(host, file, MAX_BYTES);
  if ('failure' in result) return undefined;
  return parseOr(
    () => parseMountinfo(result.text),
    () => undefined,
  );
}

async function planned(host: Host, mount: Mount, seenIn: string): Promise<PlannedMount> {
  const { device, source, fstype, mountPoint, id, root } = mount;
  const namespace = await readNamespace(host, seenIn);
  const known = namespace === undefined ? {} : { namespace };
  return { device, source, fstype, mountPoint, id, root, seenIn, ...known };
}

/** The mount namespace of the process whose mountinfo it is; undefined where that is not told. */
async function readNamespace(host: Host, mountinfo: string): Promise<string | undefined> {
  const pid = /^proc\/(\d{1,10})\//.exec(mountinfo)?.[1];
  const link = await tryRead(host, `proc/${pid ?? 'self'}/ns/mnt`, 256);
  return 'text' in link ? link.text.trim() : undefined;
}
