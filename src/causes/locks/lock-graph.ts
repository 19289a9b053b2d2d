/**
 * The locks of a Go process as a graph: who waits for each, who has it, what that one waits for, down to what is no lock or
 * round to where it began. For any Go program; knowledge files say more of the locks that they know.
 */
import type { Cause } from '../../model/cause.ts';
import type { GoroutineProfile } from '../../model/goroutine.ts';
import { defined } from '../../model/defined.ts';
import type { ContendedLock, DescribedLock, HolderWait, LockGraph, LockName } from '../../model/lock.ts';
import { shortName } from '../../parse/go/function-name.ts';
import { groupEvidence } from '../finding/links/goroutines.ts';
import { findContendedLocks } from './contended-locks.ts';
import { findCandidates, type Candidate } from './find-holder.ts';
import { findCycles } from './lock-cycles.ts';
import { readLockWait } from './lock-wait.ts';
import { findOutsideWait } from './outside-wait.ts';
import { setScene, type Scene } from './scene.ts';

/** Holders are looked for of so many locks, of those that most wait for; no daemon in trouble has as many. */
const MOST_LOCKS = 500;

/** The locks that the causes describe. */
export function describedLocks(causes: readonly Cause[]): readonly DescribedLock[] {
  return causes.flatMap(({ id, locks = [] }) => locks.map((lock) => ({ ...lock, cause: id })));
}

/** Who waits for which lock, and why it is not given back; pure. */
export function findLockGraph(profile: GoroutineProfile, described: readonly DescribedLock[]): LockGraph {
  const locks = findContendedLocks(profile, described);
  const scene = setScene(profile, locks, described);
  const candidates = new Map(locks.slice(0, MOST_LOCKS).map((lock) => [lock, findCandidates(scene, lock)]));
  const cycles = findCycles(
    new Map(
      [...candidates].map(([lock, found]) => [
        lock.id,
        [...new Set(found.flatMap((candidate) => nextLock(scene, candidate)?.id ?? []))],
      ]),
    ),
  );
  return {
    daemon: profile.daemon,
    file: profile.file,
    locks: locks.map((lock) => withHolder(scene, lock, candidates.get(lock) ?? [], cycles)),
    cycles,
  };
}

/** The lock that a candidate waits for itself, where all its goroutines wait for the same. */
function nextLock(scene: Scene, { group }: Candidate): ContendedLock | undefined {
  const waited = scene.waitedFor.get(group);
  return waited?.size === 1 ? [...waited][0] : undefined;
}

function withHolder(
  scene: Scene,
  lock: ContendedLock,
  candidates: readonly Candidate[],
  cycles: LockGraph['cycles'],
): ContendedLock {
  // In a cycle the holder is the one that closes it.
  const cycle = cycles.find((ids) => ids.includes(lock.id));
  const next = cycle?.[(cycle.indexOf(lock.id) + 1) % cycle.length];
  const closing = candidates.find((one) => next !== undefined && nextLock(scene, one)?.id === next);
  const likeliest = closing ?? candidates[0];
  if (likeliest === undefined) return lock;
  const { group, section, by } = likeliest;
  const goroutines = candidates.reduce((sum, one) => sum + one.group.count, 0);
  const ofItsKind = lock.described === undefined ? 1 : scene.locksOf.get(lock.described);
  return {
    ...lock,
    holder: {
      group,
      goroutines,
      section,
      by,
      certain: lock.address !== undefined && goroutines === 1 && (by === 'pointer' || ofItsKind === 1),
      waitsFor: readWait(scene, likeliest),
      evidence: {
        file: scene.profile.file,
        quote: group.firstHeader,
        ...groupEvidence(scene.profile, group),
      },
    },
  };
}

function readWait(scene: Scene, candidate: Candidate): HolderWait {
  const { group, sectionIndex } = candidate;
  if (readLockWait(group) === undefined) return findOutsideWait(group, sectionIndex);
  const next = nextLock(scene, candidate);
  if (next !== undefined) return { kind: 'lock', lockName: nameLock(next), lock: next.id };
  const waited = [...(scene.waitedFor.get(group) ?? [])];
  return {
    kind: 'lock',
    among: waited.length,
    ...defined({ lockName: waited[0] && nameLock(waited[0]) }),
  };
}

/** What a lock is known by. */
export function nameLock({ id, address, described }: ContendedLock): LockName {
  return defined({
    known: described?.name,
    address,
    place: described === undefined && address === undefined ? shortName(id) : undefined,
  });
}
