// A mount table, ready to be asked: by path, by device. A node may have thousands of mounts and as many blocked threads,
// so no question about a thread may look at every mount.

import type { Mount } from '../../model/task.ts';

/** Answers in the order of the table; all of it in time that does not grow with the number of mounts. */
export interface MountIndex {
  /** The mount that a path lies on: the longest mount point above it, and of those at the same point the last. */
  above(path: string): Mount | undefined;
  /** All mounts of a file system, in their order. */
  ofDevice(device: string): readonly Mount[];
  /** All mounts of a type, in their order. */
  ofType(fstype: string): readonly Mount[];
  /** The first mount of this folder of a file system. */
  ofRoot(device: string, root: string): Mount | undefined;
}

const indexes = new WeakMap<readonly Mount[], MountIndex>();

/** The index of a table, made when it is first asked for. The table must not change afterwards. */
export function indexOfMounts(mounts: readonly Mount[]): MountIndex {
  const known = indexes.get(mounts);
  if (known !== undefined) return known;
  const made = makeIndex(mounts);
  indexes.set(mounts, made);
  return made;
}

function makeIndex(mounts: readonly Mount[]): MountIndex {
  const byPoint = new Map<string, Mount>();
  const byDevice = new Map<string, Mount[]>();
  const byType = new Map<string, Mount[]>();
  const byRoot = new Map<string, Mount>();
  for (const mount of mounts) {
    byPoint.set(mount.mountPoint, mount);
    append(byDevice, mount.device, mount);
    append(byType, mount.fstype, mount);
    const root = rootKey(mount.device, mount.root);
    if (!byRoot.has(root)) byRoot.set(root, mount);
  }
  const lengths = new Set([...byPoint.keys()].map(({ length }) => length));
  const longest = Math.max(0, ...lengths);

  return {
    above: (path) => {
      // From the path itself up, folder by folder; only what is as long as some mount point is looked up.
      for (let end = Math.min(path.length, longest + 1); end > 0; end--) {
        if (end < path.length && path[end] !== '/') continue;
        const mount = lengths.has(end) ? byPoint.get(path.slice(0, end)) : undefined;
        if (mount !== undefined) return mount;
      }
      return byPoint.get('/') ?? (path === '' || path.startsWith('/') ? byPoint.get('') : undefined);
    },
    ofDevice: (device) => byDevice.get(device) ?? [],
    ofType: (fstype) => byType.get(fstype) ?? [],
    ofRoot: (device, root) => byRoot.get(rootKey(device, root)),
  };
}

function append(lists: Map<string, Mount[]>, key: string, mount: Mount): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [mount]);
  else list.push(mount);
}

function rootKey(device: string, root: string): string {
  return `${device} ${root}`;
}
