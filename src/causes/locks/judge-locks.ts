/** From when on waits for a lock are a fault, whether a lock is held in the way that a cause describes, and how sure that is. */
import type { Cause, KnownLock } from '../../model/cause.ts';
import type { Confidence } from '../../model/diagnosis.ts';
import type { ContendedLock, LockGraph } from '../../model/lock.ts';
import type { BlockedTask } from '../../model/task.ts';
import { wayDown } from '../finding/links/locks.ts';
import { matchFunctions } from './function-patterns.ts';

/** What the host tells of a lock besides the dump itself. */
export interface ContentionFacts {
  /** Threads of the daemon that do not return from the kernel; absent where its threads are not known. */
  readonly blocked?: readonly BlockedTask[];
  /** Waiters whose client has certainly given up; absent where that is unknown. */
  readonly goneClients?: number;
}

/**
 * Many, or old enough; many young ones only where the holder does not return from the kernel or their clients have given up.
 * Where a profile does not tell their age, fewer are enough when their holder is there and waits itself.
 */
export function isSuspicious(
  graph: LockGraph,
  lock: ContendedLock,
  cause: Cause,
  { blocked, goneClients = 0 }: ContentionFacts,
): boolean {
  const { perLock, olderThanMinutes, count } = cause.contention;
  const { oldestMinutes, waiterCount } = lock;
  if (cause.contention.goneClients !== undefined && goneClients >= cause.contention.goneClients) return true;
  if (oldestMinutes === undefined) {
    const most = lock.holder === undefined ? count : (perLock ?? count);
    return most !== undefined && waiterCount >= most;
  }
  if (olderThanMinutes !== undefined && oldestMinutes >= olderThanMinutes) return true;
  const inKernel = wayDown(graph, lock).at(-1)?.holder?.waitsFor.kind === 'kernel';
  const hung = inKernel && blocked?.length !== 0;
  return perLock !== undefined && waiterCount >= perLock && (oldestMinutes >= 1 || hung);
}

/** What the cause that describes this lock needs besides is there. */
export function isThere(graph: LockGraph, lock: ContendedLock): boolean {
  const { described } = lock;
  if (described === undefined) return false;
  if (described.needs === 'cycle') return graph.cycles.some((ids) => ids.includes(lock.id));
  return described.needs === undefined || (lock.holder !== undefined && holdsSo(lock, described));
}

/** The lock of another cause is held in this way, or asked for at a place that this cause is about. */
export function isHeldSo(graph: LockGraph, lock: ContendedLock, way: KnownLock, base: string): boolean {
  if (way.of !== base) return false;
  if (way.holds === undefined) {
    const asks = matchFunctions([{ patterns: way.taken ?? [], value: true }]);
    return lock.waiters.some(({ group }) => group.frames.some((frame) => asks(frame.function).length > 0));
  }
  return holdsSo(lock, way) && (way.needs !== 'cycle' || graph.cycles.some((ids) => ids.includes(lock.id)));
}

function holdsSo({ holder }: ContendedLock, way: KnownLock): boolean {
  const { holds = [], through, without = [], waits } = way;
  if (holder === undefined || (waits !== undefined && !waits.includes(holder.waitsFor.kind))) return false;
  const { frames } = holder.group;
  const firstOf = (patterns: readonly string[]): number => {
    const matches = matchFunctions([{ patterns, value: true }]);
    return frames.findIndex((frame) => matches(frame.function).length > 0);
  };
  const section = firstOf(holds);
  const isAbove = (patterns: readonly string[]): boolean => {
    const at = firstOf(patterns);
    return at >= 0 && at <= section;
  };
  return section >= 0 && (through === undefined || isAbove(through)) && !isAbove(without);
}

/** Proven: every lock has an address and one holder, and nobody else comes into question. */
export function judge(graph: LockGraph, locks: readonly ContendedLock[]): Confidence {
  if (locks.some(({ holder }) => holder === undefined)) return 'possible';
  const certain = locks.every(
    ({ holder, waiters }) =>
      holder?.certain === true &&
      holder.waitsFor.kind !== 'nothing' &&
      waiters.every(({ count }) => count > 0),
  );
  return certain || (locks.length > 1 && isClosed(graph, locks)) ? 'proven' : 'likely';
}

/** Every lock is part of a cycle in which each holder is certain. */
function isClosed(graph: LockGraph, locks: readonly ContendedLock[]): boolean {
  return locks.every(
    ({ id, holder }) => holder?.certain === true && graph.cycles.some((ids) => ids.includes(id)),
  );
}
