/**
 * Finds the causes that are known by their locks: many goroutines, or old ones, that wait for a lock which a knowledge file
 * describes, and the ways in which it comes to be held for long. The waits themselves are ordinary work; only their number and
 * age make a finding.
 */
import type { Cause } from '../../model/cause.ts';
import type { StatedFinding } from '../../model/stated-finding.ts';
import type { GoroutineProfile } from '../../model/goroutine.ts';
import type { ContendedLock, LockGraph } from '../../model/lock.ts';
import type { BlockedTask } from '../../model/task.ts';
import { versionOf, type Facts } from '../facts/facts.ts';
import { findShare, type Ledger } from '../ledger/ledger.ts';
import { countGoneClients } from '../facts/gone-clients.ts';
import { wayDown } from '../finding/links/locks.ts';
import { isAffected } from '../finding/links/version.ts';
import { describeLockFinding } from '../locks/describe-lock-finding.ts';
import { matchFunctions } from '../locks/function-patterns.ts';
import { isHeldSo, isSuspicious, isThere, judge, type ContentionFacts } from '../locks/judge-locks.ts';
import { describedLocks, findLockGraph } from '../locks/lock-graph.ts';
import type { LockedCause } from '../locks/locked-cause.ts';
import { completeProfile } from '../facts/profile.ts';

/** The causes that are there by the locks of one daemon. */
export interface LockedDaemon {
  readonly graph: LockGraph;
  readonly found: readonly LockedCause[];
  /** Threads of the daemon that do not return from the kernel; absent where they are not known. */
  readonly blocked?: readonly BlockedTask[];
}

/**
 * The findings of causes that were found by their locks. One of which another cause has all goroutines, as of two that explain one
 * holder, has no count of its own.
 */
export function describeLocks(
  facts: Facts,
  locked: readonly LockedDaemon[],
  ledgers: readonly Ledger[],
): readonly StatedFinding[] {
  return locked.flatMap(({ graph, found, blocked }) =>
    found.flatMap((one) => {
      const share = findShare(ledgers, one.cause.id);
      return share === undefined ? [] : [describeLockFinding(facts, graph, one, share, blocked ?? [])];
    }),
  );
}

/**
 * Looks for the causes that describe locks, daemon by daemon. `known`: another profile of the host has shown that they are there,
 * and they are not judged again.
 */
export function findLockedDaemons(
  facts: Facts,
  causes: readonly Cause[],
  known = false,
): readonly LockedDaemon[] {
  const daemons = [...new Set(causes.flatMap(({ locks, daemon }) => (locks && daemon) ?? []))].sort();
  return daemons.flatMap((daemon) => {
    const own = causes.filter((cause) => cause.daemon === daemon && cause.locks !== undefined);
    const profile = completeProfile(facts.snapshot, daemon);
    if (profile === undefined) return [];
    const graph = findLockGraph(profile, describedLocks(own));
    if (graph.locks.length === 0) return [];
    const blocked = blockedThreads(facts, daemon);
    return [
      {
        graph,
        ...(blocked === undefined ? {} : { blocked }),
        found: findCauses(facts, own, profile, graph, blocked, known),
      },
    ];
  });
}

function findCauses(
  facts: Facts,
  causes: readonly Cause[],
  profile: GoroutineProfile,
  graph: LockGraph,
  blocked: readonly BlockedTask[] | undefined,
  known: boolean,
): readonly LockedCause[] {
  const version = versionOf(facts, graph.daemon);
  const affected = causes.filter((cause) => isAffected(cause, version) !== false);
  const suspicious = affected.flatMap((base) =>
    graph.locks
      .filter(({ described }) => described?.cause === base.id)
      .filter(
        (lock) =>
          known ||
          isSuspicious(graph, lock, base, {
            ...(blocked === undefined ? {} : { blocked }),
            ...goneClientsOf(facts, profile, lock),
          }),
      )
      .map((lock) => ({ base, lock })),
  );
  const gather = (cause: Cause, belongs: (lock: ContendedLock, base: Cause) => boolean): Found[] => {
    const locks = suspicious.filter(({ lock, base }) => belongs(lock, base)).map(({ lock }) => lock);
    return locks.length === 0 ? [] : [{ cause, locks }];
  };
  const bases = affected.flatMap((cause) =>
    gather(cause, (lock, base) => base === cause && isThere(graph, lock)),
  );
  const ways = affected.flatMap((cause) =>
    gather(cause, (lock, base) => (cause.locks ?? []).some((way) => isHeldSo(graph, lock, way, base.id))),
  );
  const described = bases.map(({ cause }) => cause.id);
  return [...ways, ...bases].map((one) => {
    const of = (one.cause.locks ?? [])
      .flatMap((lock) => lock.of ?? [])
      .filter((id) => described.includes(id));
    const asks = (one.cause.locks ?? []).every(({ holds }) => holds === undefined);
    const because = [...explaining(one, ways), ...furtherDown(graph, one, bases), ...(asks ? of : [])];
    return {
      cause: one.cause,
      locks: asks ? one.locks.map((lock) => narrowed(lock, one.cause)) : one.locks,
      confidence: judge(graph, one.locks),
      because: because.sort(),
      tells: of.length === 0 ? 'whole' : asks ? 'waiters' : 'holder',
    };
  });
}

function goneClientsOf(
  facts: Facts,
  profile: GoroutineProfile,
  { waiters, waiterCount }: ContendedLock,
): Pick<ContentionFacts, 'goneClients'> {
  const groups = waiters.map(({ group }) => group);
  const goneClients = countGoneClients(facts, profile.daemon, { profile, groups, count: waiterCount });
  return goneClients === undefined ? {} : { goneClients };
}

/** The lock with those waiters only that a cause is about. */
function narrowed(lock: ContendedLock, cause: Cause): ContendedLock {
  const about = matchFunctions(
    (cause.locks ?? []).map(({ taken = [] }) => ({ patterns: taken, value: true })),
  );
  const waiters = lock.waiters.filter(({ group }) =>
    group.frames.some((frame) => about(frame.function).length > 0),
  );
  return { ...lock, waiters, waiterCount: waiters.reduce((sum, { count }) => sum + count, 0) };
}

/** A cause, and the locks by which it is there. */
type Found = Pick<LockedCause, 'cause' | 'locks'>;

/** The ways in which the cause's own locks are held. */
function explaining({ cause, locks }: Found, ways: readonly Found[]): readonly string[] {
  return ways
    .filter((way) => way.locks.some((lock) => locks.includes(lock)))
    .filter((way) => (way.cause.locks ?? []).some(({ of, holds }) => of === cause.id && holds !== undefined))
    .map((way) => way.cause.id);
}

/** Causes of the locks for which the holders of these wait. */
function furtherDown(graph: LockGraph, { cause, locks }: Found, bases: readonly Found[]): readonly string[] {
  const below = locks.flatMap((lock) => wayDown(graph, lock).filter((one) => !locks.includes(one)));
  return bases
    .filter((other) => other.cause !== cause && other.locks.some((lock) => below.includes(lock)))
    .map((other) => other.cause.id);
}

/** Threads of the daemon itself that do not return from the kernel; undefined where its threads are not known. */
function blockedThreads(facts: Facts, daemon: string): readonly BlockedTask[] | undefined {
  const pid = facts.daemons.get(daemon)?.pid;
  return pid === undefined ? undefined : facts.snapshot.tasks?.blocked.filter((task) => task.pid === pid);
}
