import type { Container } from '../../model/container.ts';
import type { Mount } from '../../model/task.ts';
import { mountOf } from './mount-table.ts';
import type { MountTable } from './mount-table.ts';

/** The mounts that a task sees, as far as they are known. */
export interface MountView {
  readonly table: MountTable;
  /** What is not in the table cannot be meant. */
  readonly isOwn: boolean;
}

/**
 * The task's own mountinfo; without it the container's mounts, each with what the host has at its source; for a task
 * outside of every container the host's mounts.
 */
export function mountView(
  own: MountTable | undefined,
  containerId: string | undefined,
  container: Container | undefined,
  host: MountTable,
): MountView {
  if (own !== undefined) return { table: own, isOwn: true };
  if (containerId === undefined) return { table: host, isOwn: true };
  const mounts = container === undefined ? [] : mountsOf(container, host);
  return mounts.length > 0 ? { table: { ...host, mounts }, isOwn: true } : { table: host, isOwn: false };
}

const known = new WeakMap<Container, { readonly host: MountTable; readonly mounts: readonly Mount[] }>();

/** What the host has at the sources of a container's mounts; the same array for all its threads. */
function mountsOf(container: Container, host: MountTable): readonly Mount[] {
  const before = known.get(container);
  if (before?.host === host) return before.mounts;
  const mounts = container.mounts.flatMap(({ source, destination }) => {
    const mount = mountOf(source, host.mounts);
    return mount === undefined ? [] : [{ ...mount, mountPoint: destination }];
  });
  known.set(container, { host, mounts });
  return mounts;
}
