import type { Container } from '../../model/container.ts';
import type { ObjectUser, UserGroup } from '../../model/release.ts';
import type { ProcessPlace } from './process-places.ts';

export interface PlacedUser {
  readonly place: ProcessPlace;
  readonly user: ObjectUser;
}

/** More processes of one group are only counted. */
const MAX_LISTED = 500;

/**
 * Users by container, the host's own processes last; `given` are containers that were given a folder of the object, whether
 * or not a process of theirs was seen.
 */
export function groupUsers(
  users: readonly PlacedUser[],
  containers: readonly Container[],
  given: readonly Container[],
): readonly UserGroup[] {
  const known = new Map(containers.map((container) => [container.id, container]));
  const byContainer = new Map<string, ObjectUser[]>();
  for (const { id } of given) byContainer.set(id, []);
  for (const { place, user } of users) {
    const key = place.container ?? '';
    const same = byContainer.get(key);
    if (same === undefined) byContainer.set(key, [user]);
    else same.push(user);
  }
  return [...byContainer]
    .map(([id, processes]) => groupOf(id, processes, known.get(id)))
    .sort((a, b) => rank(a) - rank(b) || ((a.container ?? '') < (b.container ?? '') ? -1 : 1));
}

function groupOf(id: string, processes: readonly ObjectUser[], container: Container | undefined): UserGroup {
  const sorted = [...processes].sort(
    (a, b) =>
      Number(b.isBlocked) - Number(a.isBlocked) || (b.openFiles ?? 0) - (a.openFiles ?? 0) || a.pid - b.pid,
  );
  return {
    ...(id === '' ? {} : { container: id }),
    ...(container?.name === undefined ? {} : { name: container.name }),
    ...(container?.pod === undefined ? {} : { pod: container.pod }),
    processes: sorted.slice(0, MAX_LISTED),
    processCount: processes.length,
    ...(processes.length === 0 ? { byMountsOnly: true } : {}),
  };
}

/** Containers before the host's own processes. */
function rank({ container }: UserGroup): number {
  return container === undefined ? 1 : 0;
}
