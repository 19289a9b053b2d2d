/**
 * Who uses a mount or a cgroup besides the tasks that are to be freed: found by mount tables, the targets of descriptors
 * (readlink; nothing on the mount is touched), cgroups, and the folders that containers were given.
 */
import { inBatches } from '../../collect/reading/in-batches.ts';
import { mountOf, overlayLayers } from '../../collect/blocked/mount-table.ts';
import { tryRead, parseOr } from '../../collect/blocked/try-read.ts';
import type { Host } from '../../host/host.ts';
import type { Container } from '../../model/container.ts';
import type { ObjectUser, ObjectUsers } from '../../model/release.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Mount } from '../../model/task.ts';
import { parseFdList } from '../../parse/proc/fd-list.ts';
import { readProcessPlaces, type ProcessPlace } from './process-places.ts';
import { groupUsers, type PlacedUser } from './user-groups.ts';

export interface ObjectUserFinder {
  /** Users of the file system on a device, without the containers in `except`. */
  ofDevice(device: string, except: ReadonlySet<string>): Promise<ObjectUsers>;
  /** Processes in a cgroup and below it, without the containers in `except`. */
  ofCgroup(version: 1 | 2, path: string, except: ReadonlySet<string>): Promise<ObjectUsers>;
}

/** So many processes are asked for their descriptors; of the others it is not known whether they have files open there. */
const MAX_DESCRIPTOR_LISTS = 4_000;
const MAX_FD_BYTES = 64 * 1024 * 1024;

/** Reads all processes once, when it is first asked. */
export function createObjectUserFinder(host: Host, snapshot: Snapshot): ObjectUserFinder {
  let reading: Promise<readonly ProcessPlace[]> | undefined;
  const places = (): Promise<readonly ProcessPlace[]> => (reading ??= readProcessPlaces(host, snapshot));
  const hostMounts = snapshot.tasks?.hostMounts ?? [];
  const reached = new WeakMap<readonly Mount[], ReadonlySet<string>>();
  const devicesOf = (mounts: readonly Mount[]): ReadonlySet<string> => {
    const known = reached.get(mounts);
    if (known !== undefined) return known;
    const devices = new Set(mounts.flatMap((mount) => devicesBelow(mount, hostMounts)));
    reached.set(mounts, devices);
    return devices;
  };
  const blockedPids = (device: string): ReadonlySet<number> =>
    new Set(
      (snapshot.tasks?.blocked ?? [])
        .filter(({ backend }) => backend?.device === device)
        .map(({ pid }) => pid),
    );
  return {
    async ofDevice(device, except) {
      const all = await places();
      const blocked = blockedPids(device);
      const seeing = all.filter(
        ({ container, mounts }) =>
          !isIn(container, except) && mounts !== undefined && devicesOf(mounts).has(device),
      );
      const read = new Set(seeing.slice(0, MAX_DESCRIPTOR_LISTS));
      const users = await inBatches(seeing, (place) =>
        describe(host, place, device, read.has(place), blocked, hostMounts),
      );
      const given = snapshot.containers.filter(
        (container) =>
          runs(container) && !except.has(container.id) && wasGiven(container, device, hostMounts),
      );
      return {
        groups: groupUsers(users, snapshot.containers, given),
        unreadProcesses: all.filter((place) => place.mounts === undefined && !isIn(place.container, except))
          .length,
      };
    },
    async ofCgroup(version, path, except) {
      const all = await places();
      const within = all.filter(
        ({ container, cgroups }) =>
          !isIn(container, except) &&
          cgroups.some(
            (one) =>
              (version === 2 ? one.hierarchy === 0 : one.controllers.includes('freezer')) &&
              (one.path === path || one.path.startsWith(`${path}/`)),
          ),
      );
      const users = within.map((place) => ({ place, user: userOf(place, true) }));
      return {
        groups: groupUsers(users, snapshot.containers, []),
        unreadProcesses: all.filter((place) => place.cgroups.length === 0 && !isIn(place.container, except))
          .length,
      };
    },
  };
}

function isIn(container: string | undefined, except: ReadonlySet<string>): boolean {
  return container !== undefined && except.has(container);
}

/** The device of a mount, and of an overlay those of the folders that it is made of. */
function devicesBelow(mount: Mount, hostMounts: readonly Mount[]): readonly string[] {
  if (mount.fstype !== 'overlay') return [mount.device];
  const { upper, lower } = overlayLayers(mount);
  const below = [upper, lower[0]].flatMap((layer) =>
    layer === undefined ? [] : (mountOf(layer, hostMounts)?.device ?? []),
  );
  return [mount.device, ...below];
}

/** Also where nothing says whether it does. */
function runs({ state }: Container): boolean {
  return state === undefined || state === 'running' || state === 'paused' || state === 'restarting';
}

function wasGiven(container: Container, device: string, hostMounts: readonly Mount[]): boolean {
  return container.mounts.some(({ source }) => mountOf(source, hostMounts)?.device === device);
}

function userOf({ pid, comm }: ProcessPlace, isBlocked: boolean, openFiles?: number): ObjectUser {
  return { pid, comm, isBlocked, ...(openFiles === undefined ? {} : { openFiles }) };
}

async function describe(
  host: Host,
  place: ProcessPlace,
  device: string,
  reads: boolean,
  blocked: ReadonlySet<number>,
  hostMounts: readonly Mount[],
): Promise<PlacedUser> {
  const isBlocked = blocked.has(place.pid);
  if (!reads) return { place, user: userOf(place, isBlocked) };
  const result = await tryRead(host, `proc/${place.pid}/fd.txt`, MAX_FD_BYTES);
  if ('failure' in result) return { place, user: userOf(place, isBlocked) };
  const targets = parseOr(
    () => parseFdList(result.text),
    () => undefined,
  );
  if (targets === undefined) return { place, user: userOf(place, isBlocked) };
  const cwd = await tryRead(host, `proc/${place.pid}/cwd`, 8192);
  const paths = [...targets.values(), ...('text' in cwd ? [cwd.text.trimEnd()] : [])];
  const mounts = place.mounts ?? [];
  const open = paths.filter((path) => {
    const mount = path.startsWith('/') ? mountOf(path, mounts) : undefined;
    return mount !== undefined && devicesBelow(mount, hostMounts).includes(device);
  });
  return { place, user: userOf(place, isBlocked, open.length) };
}
