/** What the search for holders needs of a profile, looked up once: where goroutines stand, and what they wait for. */
import type { Frame, GoroutineGroup, GoroutineProfile } from '../../model/goroutine.ts';
import type { ContendedLock, DescribedLock } from '../../model/lock.ts';
import { compileFunctionPattern } from '../../parse/go/function-name.ts';
import { placeOf } from './contended-locks.ts';
import { matchFunctions } from './function-patterns.ts';
import { readLockWait } from './lock-wait.ts';

/** Goroutines of one group that stand in a function. */
export interface Stand {
  readonly group: GoroutineGroup;
  readonly section: Frame;
  readonly sectionIndex: number;
}

export interface SectionStand extends Stand {
  readonly recursive: boolean;
}

export interface Scene {
  readonly profile: GoroutineProfile;
  /** Locks that the goroutines of a group wait for. */
  readonly waitedFor: ReadonlyMap<GoroutineGroup, ReadonlySet<ContendedLock>>;
  /** Described lock → who stands in a function that is known to hold it. */
  readonly sections: ReadonlyMap<DescribedLock, readonly SectionStand[]>;
  /** Function in which some wait for a lock → all who stand in it. */
  readonly standing: ReadonlyMap<string, readonly Stand[]>;
  /** Place at which a lock is asked for → how many different locks are waited for there. */
  readonly locksAt: ReadonlyMap<string, number>;
  /** Described lock → how many of its kind are waited for. */
  readonly locksOf: ReadonlyMap<DescribedLock, number>;
  /** Line of a goroutine's header → the containers among its arguments. */
  containers(group: GoroutineGroup): ReadonlyMap<number, readonly string[]>;
  /** Container → who stands with it in a function that is known to hold the lock. */
  holdersOf(lock: DescribedLock): ReadonlyMap<string, readonly GoroutineGroup[]>;
}

/** Different stacks in one function past which more say nothing new. */
const MOST_STANDS = 1_000;

/** Looks at a profile once; `described` gives the known critical sections. */
export function setScene(
  profile: GoroutineProfile,
  locks: readonly ContendedLock[],
  described: readonly DescribedLock[],
): Scene {
  const waitedFor = new Map<GoroutineGroup, Set<ContendedLock>>();
  const locksAt = new Map<string, number>();
  const locksOf = new Map<DescribedLock, number>();
  const functions = new Set<string>();
  for (const lock of locks) {
    if (lock.described !== undefined) count(locksOf, lock.described);
    for (const { group, place } of lock.waiters) {
      waitedFor.set(group, (waitedFor.get(group) ?? new Set()).add(lock));
      functions.add(place.function);
    }
    for (const place of new Set(lock.waiters.map(placeOf))) count(locksAt, place);
  }
  const sections = findSections(profile, described, waitedFor);
  const containers = rememberContainers(described);
  return {
    profile,
    waitedFor,
    locksAt,
    locksOf,
    standing: findStanding(profile, functions),
    sections,
    containers,
    holdersOf: remember((lock) => {
      const holders = new Map<string, GoroutineGroup[]>();
      for (const { group } of sections.get(lock) ?? [])
        for (const word of [...containers(group).values()].flat()) append(holders, word, group);
      return holders;
    }),
  };
}

function findStanding(
  profile: GoroutineProfile,
  functions: ReadonlySet<string>,
): ReadonlyMap<string, readonly Stand[]> {
  const standing = new Map([...functions].map((name) => [name, [] as Stand[]]));
  for (const group of profile.groups) {
    const place = readLockWait(group)?.placeIndex ?? 0;
    for (const [sectionIndex, section] of group.frames.entries())
      if (sectionIndex >= place) push(standing.get(section.function), { group, section, sectionIndex });
  }
  return standing;
}

function findSections(
  profile: GoroutineProfile,
  described: readonly DescribedLock[],
  waitedFor: Scene['waitedFor'],
): ReadonlyMap<DescribedLock, readonly SectionStand[]> {
  const sections = new Map(
    described.filter(({ of }) => of === undefined).map((lock) => [lock, [] as SectionStand[]]),
  );
  // Ways in which a cause's lock comes to be held count for every lock that the cause describes.
  const heldIn = matchFunctions(
    described.flatMap((one) =>
      [...sections.keys()]
        .filter((lock) => lock === one || one.of === lock.cause)
        .map((lock) => ({ patterns: one.holds ?? [], value: { lock, recursive: one.recursive === true } })),
    ),
  );
  for (const group of profile.groups) {
    const place = readLockWait(group)?.placeIndex ?? -1;
    const asked = new Set([...(waitedFor.get(group) ?? [])].map((lock) => lock.described));
    const seen = new Set<DescribedLock>();
    for (const [sectionIndex, section] of group.frames.entries()) {
      if (sectionIndex < place) continue;
      const held = heldIn(section.function);
      for (const { lock } of held) {
        // One that asks for a lock of this kind in the section itself is at its beginning, and does not have it.
        if (seen.has(lock) || (sectionIndex === place && asked.has(lock))) continue;
        seen.add(lock);
        const recursive = held.some((one) => one.lock === lock && one.recursive);
        push(sections.get(lock), { group, section, sectionIndex, recursive });
      }
    }
  }
  return sections;
}

function rememberContainers(described: readonly DescribedLock[]): Scene['containers'] {
  const wanted = described.flatMap(({ container = [] }) =>
    container.map((one) => ({ index: one.index, pattern: compileFunctionPattern(one.function) })),
  );
  return remember((group) => {
    const words = new Map<number, string[]>();
    for (const { function: name, index, values } of group.arguments)
      if (wanted.some((one) => one.index === index && one.pattern.test(name)))
        for (const [word, { firstLine }] of values) append(words, firstLine, word);
    return words;
  });
}

/** Computes once for each key. */
function remember<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, { readonly value: V }>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before.value;
    const value = compute(key);
    known.set(key, { value });
    return value;
  };
}

function push<S extends Stand>(stands: S[] | undefined, stand: S): void {
  if (stands !== undefined && stands.length < MOST_STANDS) stands.push(stand);
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
