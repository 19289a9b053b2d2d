/**
 * Which container a lock is the lock of. Dumps print addresses; what else tells it: an inspect that did not come back, since it
 * takes the lock; a mount of the container on the file system that does not answer; the calls in the log, as many as wait.
 */
import type { Container } from '../../model/container.ts';
import type { BlockedTask } from '../../model/task.ts';
import type { ContendedLock } from '../../model/lock.ts';
import { findApiCall } from '../facts/api-call.ts';
import type { Facts } from '../facts/facts.ts';
import { nameContainers } from '../finding/name-containers.ts';

/** Log messages (ids) of the calls that hang. */
const LOGGED: ReadonlyMap<string, readonly string[]> = new Map([
  ['GET /containers/{id}/json', ['dockerd-api-inspect', 'dockerd-api-inspect-new']],
  ['POST /containers/{id}/start', ['dockerd-api-start', 'dockerd-api-start-new']],
  ['POST /containers/{id}/stop', ['dockerd-api-stop', 'dockerd-api-stop-new']],
  ['POST /containers/{id}/kill', ['dockerd-api-kill', 'dockerd-api-kill-new']],
  ['POST /containers/{id}/restart', ['dockerd-api-restart', 'dockerd-api-restart-new']],
  ['DELETE /containers/{id}', ['dockerd-api-delete', 'dockerd-api-delete-new']],
  ['POST /containers/{id}/exec', ['dockerd-api-exec', 'dockerd-api-exec-new']],
]);

/** Lock → the id of its container, where one can be told. */
export function nameLockedContainers(
  facts: Facts,
  locks: readonly ContendedLock[],
  tasks: readonly BlockedTask[],
): ReadonlyMap<ContendedLock, string> {
  const failed = [...facts.containers.values()].filter(({ inspectFailure }) => inspectFailure !== undefined);
  const onHung = [...facts.containers.values()].filter((container) => isOn(container, tasks));
  const both = failed.filter((container) => onHung.includes(container));
  const told = [both, failed, onHung].find((found) => found.length > 0 && found.length <= locks.length);
  const logged = countCalls(facts, locks);
  const ids = told?.map(({ id }) => id) ?? likelyLogged(logged, failed, locks);
  const named = nameContainers(
    new Map(locks.map(({ id, waiterCount }) => [id, { count: waiterCount, waits: new Map(), firstLine: 0 }])),
    ids.map((id) => ({ id, counts: logged.get(id) ?? [] })),
  );
  return new Map(
    named.flatMap(({ pointer, id }) => {
      const lock = locks.find((one) => one.id === pointer);
      return lock === undefined || id === undefined ? [] : [[lock, id] as const];
    }),
  );
}

/** Has a mount on a file system that one of the tasks waits for. */
function isOn(container: Container, tasks: readonly BlockedTask[]): boolean {
  const mountPoints = tasks.flatMap(({ backend }) => (backend === undefined ? [] : [backend.mountPoint]));
  return container.mounts.some(({ source }) =>
    mountPoints.some((point) => point !== '/' && (source === point || source.startsWith(`${point}/`))),
  );
}

/** Container → how often the logs have each call of which some wait. */
function countCalls(facts: Facts, locks: readonly ContendedLock[]): ReadonlyMap<string, readonly number[]> {
  const calls = new Set(
    locks.flatMap(({ waiters }) => waiters.map(({ group }) => findApiCall(group.frames) ?? '')),
  );
  const counts = new Map<string, number[]>();
  for (const messages of [...calls].map((call) => LOGGED.get(call) ?? [])) {
    const ofCall = new Map<string, number>();
    for (const { message, containerId, count } of facts.snapshot.logs.flatMap(({ tallies }) => tallies))
      if (containerId !== undefined && messages.includes(message))
        ofCall.set(containerId, (ofCall.get(containerId) ?? 0) + count);
    for (const [id, count] of ofCall) counts.set(id, [...(counts.get(id) ?? []), count]);
  }
  return counts;
}

/** By the logs alone: only containers that were asked for at least as often as goroutines wait, and no more of them than locks. */
function likelyLogged(
  logged: ReadonlyMap<string, readonly number[]>,
  failed: readonly Container[],
  locks: readonly ContendedLock[],
): readonly string[] {
  const fewest = Math.min(...locks.map(({ waiters }) => Math.max(0, ...waiters.map(({ count }) => count))));
  const among = new Set(failed.map(({ id }) => id));
  const enough = [...logged]
    .filter(
      ([id, counts]) => (among.size === 0 || among.has(id)) && counts.some((count) => count >= fewest * 0.9),
    )
    .map(([id]) => id);
  return enough.length <= locks.length ? enough : [];
}
