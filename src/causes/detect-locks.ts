/**
 * Finds the causes that are known by their locks: many goroutines, or old ones, that wait for a lock which a knowledge file
 * describes, and the ways in which it comes to be held for long. The waits themselves are ordinary work; only their number and
 * age make a finding.
 */
import type { Cause, KnownLock } from '../model/cause.ts';
import type { Confidence, Finding } from '../model/diagnosis.ts';
import type { ContendedLock, LockGraph } from '../model/lock.ts';
import type { BlockedTask } from '../model/task.ts';
import { matchFunctions } from './locks/function-patterns.ts';
import { describeLockFinding } from './locks/describe-lock-finding.ts';
import { describedLocks, findLockGraph } from './locks/lock-graph.ts';
import { wayDown } from './links/locks.ts';
import { isAffected } from './links/version.ts';
import { completeProfile } from './profile.ts';
import type { Facts } from './facts.ts';

/** The findings of all causes that describe locks, those that explain others linked with them. */
export function detectLocks(facts: Facts, causes: readonly Cause[]): readonly Finding[] {
  const daemons = [...new Set(causes.flatMap(({ locks, daemon }) => (locks && daemon) ?? []))].sort();
  return daemons.flatMap((daemon) => {
    const own = causes.filter((cause) => cause.daemon === daemon && cause.locks !== undefined);
    const profile = completeProfile(facts.snapshot, daemon);
    const graph = profile && findLockGraph(profile, describedLocks(own));
    return graph === undefined || graph.locks.length === 0 ? [] : findCauses(facts, own, daemon, graph);
  });
}

/** A cause that was found, with the locks by which it is there. */
export interface LockedCause {
  readonly cause: Cause;
  readonly locks: readonly ContendedLock[];
  readonly confidence: Confidence;
  /** Causes that say how its locks come to be held. */
  readonly because: readonly string[];
}

function findCauses(facts: Facts, causes: readonly Cause[], daemon: string, graph: LockGraph): Finding[] {
  const version = facts.daemons.get(daemon)?.version;
  const affected = causes.filter((cause) => isAffected(cause, version) !== false);
  const blocked = blockedThreads(facts, daemon);
  const found = affected.flatMap((cause) => {
    const suspicious = graph.locks.filter((lock) => isSuspicious(graph, lock, cause, blocked));
    const locks = suspicious.filter((lock) => isDescribedBy(graph, lock, cause));
    return locks.length === 0 ? [] : [{ cause, locks }];
  });
  const ways = affected.flatMap((cause) => {
    const locks = found
      .flatMap(({ cause: base, locks: held }) => held.map((lock) => ({ base, lock })))
      .filter(({ base, lock }) => (cause.locks ?? []).some((way) => isHeldSo(graph, lock, way, base.id)))
      .map(({ lock }) => lock);
    return locks.length === 0 ? [] : [{ cause, locks: [...new Set(locks)] }];
  });
  return [...ways, ...found].map(({ cause, locks }) =>
    describeLockFinding(
      facts,
      graph,
      {
        cause,
        locks,
        confidence: judge(graph, locks),
        because: [...explaining(cause, locks, ways), ...furtherDown(graph, cause, locks, found)].sort(),
      },
      blocked,
    ),
  );
}

/** A cause, and the locks by which it is there. */
type Found = Pick<LockedCause, 'cause' | 'locks'>;

/** The ways in which the cause's own locks are held. */
function explaining(
  cause: Cause,
  locks: readonly ContendedLock[],
  ways: readonly Found[],
): readonly string[] {
  return ways
    .filter((way) => way.locks.some((lock) => locks.includes(lock)))
    .filter((way) => (way.cause.locks ?? []).some(({ of, holds }) => of === cause.id && holds !== undefined))
    .map((way) => way.cause.id);
}

/** Causes of the locks for which the holders of these wait. */
function furtherDown(
  graph: LockGraph,
  cause: Cause,
  locks: readonly ContendedLock[],
  found: readonly Found[],
): readonly string[] {
  const below = locks.flatMap((lock) => wayDown(graph, lock).filter((one) => !locks.includes(one)));
  return found
    .filter((other) => other.cause !== cause && other.locks.some((lock) => below.includes(lock)))
    .map((other) => other.cause.id);
}

/** Threads of the daemon itself that do not return from the kernel. */
function blockedThreads(facts: Facts, daemon: string): readonly BlockedTask[] {
  const pid = facts.daemons.get(daemon)?.pid;
  return pid === undefined ? [] : (facts.snapshot.tasks?.blocked.filter((task) => task.pid === pid) ?? []);
}

/** Many, or old enough; many young ones only where the holder does not return from the kernel. */
function isSuspicious(
  graph: LockGraph,
  lock: ContendedLock,
  cause: Cause,
  blocked: readonly BlockedTask[],
): boolean {
  const { perContainer, olderThanMinutes, count } = cause.suspicion;
  const { oldestMinutes, waiterCount } = lock;
  if (oldestMinutes === undefined) return count !== undefined && waiterCount >= count;
  if (olderThanMinutes !== undefined && oldestMinutes >= olderThanMinutes) return true;
  const hung = blocked.length > 0 && wayDown(graph, lock).at(-1)?.holder?.waitsFor.kind === 'kernel';
  return perContainer !== undefined && waiterCount >= perContainer && (oldestMinutes >= 1 || hung);
}

/** The cause describes this lock itself, and what it needs besides is there. */
function isDescribedBy(graph: LockGraph, lock: ContendedLock, cause: Cause): boolean {
  const { described } = lock;
  if (described === undefined || described.cause !== cause.id) return false;
  if (described.needs === 'cycle') return graph.cycles.some((ids) => ids.includes(lock.id));
  return described.needs === undefined || (lock.holder !== undefined && holdsSo(lock, described));
}

/** The lock of another cause is held in this way, or asked for at a place that this cause is about. */
function isHeldSo(graph: LockGraph, lock: ContendedLock, way: KnownLock, base: string): boolean {
  if (way.of !== base) return false;
  if (way.holds === undefined) {
    const taken = matchFunctions([{ patterns: way.taken ?? [], value: true }]);
    return lock.waiters.some(({ place }) => taken(place.function).length > 0);
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
function judge(graph: LockGraph, locks: readonly ContendedLock[]): Confidence {
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
