// Which cgroups hold a task frozen: its own, or any above it. Linux Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst
// (`freezer.self_freezing`: this cgroup was told to freeze; `freezer.parent_freezing`: one above it was), and
// admin-guide/cgroup-v2.rst (`cgroup.freeze`, likewise only of the cgroup itself).

import { tryRead } from '../../collect/blocked/try-read.ts';
import type { Host } from '../../host/host.ts';
import type { Backend } from '../../model/task.ts';

/** A cgroup that was told to freeze, and the file by which it is told to thaw. */
export interface FrozenCgroup {
  readonly version: 1 | 2;
  /** Within its hierarchy. */
  readonly path: string;
  /** On the host. */
  readonly folder: string;
}

const MAX_DEPTH = 20;

/**
 * The frozen cgroups above a task, the outermost first: all of them must be thawed. Undefined where the kernel does not tell, as
 * in a recording.
 */
export async function findFrozenCgroups(
  host: Host,
  { source, fstype, mountPoint }: Backend,
): Promise<readonly FrozenCgroup[] | undefined> {
  const version = fstype === 'cgroup2' ? 2 : 1;
  const names = source.split('/').filter((name) => name !== '');
  if (names.length > MAX_DEPTH) return undefined;
  const frozen: FrozenCgroup[] = [];
  for (let depth = 1; depth <= names.length; depth++) {
    const path = `/${names.slice(0, depth).join('/')}`;
    const cgroup: FrozenCgroup = { version, path, folder: `${mountPoint}${path}` };
    const is = await isFrozen(host, cgroup);
    if (is === undefined) return undefined;
    if (is) frozen.push(cgroup);
  }
  return frozen;
}

/** Whether a cgroup itself was told to freeze; undefined where that cannot be read. */
export async function isFrozen(
  host: Host,
  { version, folder }: Pick<FrozenCgroup, 'version' | 'folder'>,
): Promise<boolean | undefined> {
  const file = `${folder.slice(1)}/${version === 2 ? 'cgroup.freeze' : 'freezer.self_freezing'}`;
  const result = await tryRead(host, file, 64);
  return 'text' in result ? result.text.trim() === '1' : undefined;
}

/** The file of a cgroup that thaws it, and what is written to it. */
export function thawingWrite({ version, folder }: Pick<FrozenCgroup, 'version' | 'folder'>): {
  readonly file: string;
  readonly text: string;
} {
  return version === 2
    ? { file: `${folder}/cgroup.freeze`, text: '0' }
    : { file: `${folder}/freezer.state`, text: 'THAWED' };
}
