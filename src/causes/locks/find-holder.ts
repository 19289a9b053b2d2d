/**
 * Who likely has a lock. A dump does not say it, but a goroutine that holds one stands inside the critical section, and waits
 * there for something else. Two signs of it: a function on its stack is known to hold the lock until it returns, or the
 * goroutine stands in a function behind the line at which others wait for the lock in the same function.
 */
import type { Frame, GoroutineGroup } from '../../model/goroutine.ts';
import type { ContendedLock, DescribedLock, LockHolder } from '../../model/lock.ts';
import { placeOf } from './contended-locks.ts';
import { longestWait } from './longest-wait.ts';
import type { Scene, SectionStand } from './scene.ts';

/** Goroutines of one group that may have a lock. */
export interface Candidate {
  readonly group: GoroutineGroup;
  readonly section: Frame;
  readonly sectionIndex: number;
  readonly by: LockHolder['by'];
}

/** Goroutines that may have the lock, likeliest first. */
export function findCandidates(scene: Scene, lock: ContendedLock): readonly Candidate[] {
  const { described } = lock;
  const stands = described === undefined ? [] : (scene.sections.get(described) ?? []);
  const inSection = stands.filter(
    ({ group, recursive }) => recursive || scene.waitedFor.get(group)?.has(lock) !== true,
  );
  const { same, unknown } =
    described === undefined
      ? { same: [], unknown: inSection }
      : byContainer(scene, lock, described, inSection);
  if (same.length > 0) return sortCandidates(same.map((stand) => candidate(stand, 'pointer')));
  if (unknown.length > 0) return sortCandidates(unknown.map((stand) => candidate(stand, 'section')));
  return sortCandidates(findPassed(scene, lock));
}

function candidate({ group, section, sectionIndex }: SectionStand, by: LockHolder['by']): Candidate {
  return { group, section, sectionIndex, by };
}

/** A function in which several stand behind the lock holds it for none of them: an exclusive lock has one holder. */
function findPassed(scene: Scene, lock: ContendedLock): readonly Candidate[] {
  const found = new Map<GoroutineGroup, Candidate>();
  let alike = 0;
  for (const waiters of lock.waiters) alike = Math.max(alike, scene.locksAt.get(placeOf(waiters)) ?? 0);
  for (const place of firstPlaces(lock))
    for (const { group, section, sectionIndex } of scene.standing.get(place.function) ?? [])
      if (isBehind(section, place) && !found.has(group) && scene.waitedFor.get(group)?.has(lock) !== true)
        found.set(group, { group, section, sectionIndex, by: 'passed' });
  const candidates = [...found.values()];
  const goroutines = candidates.reduce((sum, { group }) => sum + group.count, 0);
  const shared = lock.kind === 'RWMutex' && lock.waiters.some(({ mode }) => mode === 'write');
  return shared || goroutines <= alike ? candidates : [];
}

/** Of each function in which some wait for the lock, the place that comes first. */
function firstPlaces(lock: ContendedLock): Iterable<Frame> {
  const first = new Map<string, Frame>();
  for (const { place } of lock.waiters) {
    const before = first.get(place.function);
    if (before?.line === undefined || (place.line !== undefined && place.line < before.line))
      first.set(place.function, place);
  }
  return first.values();
}

function isBehind(frame: Frame, place: Frame): boolean {
  return (
    frame.file === place.file &&
    frame.line !== undefined &&
    place.line !== undefined &&
    frame.line > place.line
  );
}

/** Those in the section that have the same container as the waiters, and those of which it is not known: one of another container does not have this lock. */
function byContainer(
  scene: Scene,
  lock: ContendedLock,
  described: DescribedLock,
  inSection: readonly SectionStand[],
): { readonly same: readonly SectionStand[]; readonly unknown: readonly SectionStand[] } {
  if (lock.address === undefined) return { same: [], unknown: inSection };
  const holders = scene.holdersOf(described);
  // Tallies of two arguments that begin at the same goroutine are of the same goroutines, where each lock is one container's.
  const words = lock.waiters.flatMap(
    ({ group, evidence }) => scene.containers(group).get(evidence.line ?? 0) ?? [],
  );
  if (words.length === 0) return { same: [], unknown: inSection };
  const same = new Set(words.flatMap((word) => holders.get(word) ?? []));
  const known = new Set([...holders.values()].flat());
  return {
    same: inSection.filter(({ group }) => same.has(group)),
    unknown: inSection.filter(({ group }) => !known.has(group)),
  };
}

/** Those that have waited longest first: what holds up everybody has been there before all others. */
function sortCandidates(candidates: readonly Candidate[]): readonly Candidate[] {
  const known = candidates.map((one) => ({
    one,
    runs: Number(one.group.state === 'running' || one.group.state === 'runnable'),
    oldest: longestWait([one.group.waits]) ?? 0,
  }));
  return known
    .sort(
      (a, b) =>
        a.runs - b.runs ||
        b.oldest - a.oldest ||
        a.one.group.count - b.one.group.count ||
        a.one.group.firstLine - b.one.group.firstLine,
    )
    .map(({ one }) => one);
}
