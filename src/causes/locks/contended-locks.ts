/** Gathers the goroutines that wait for locks by the lock: its address, else what is known of it, else the place. */
import type {
  ArgumentTally,
  GoroutineGroup,
  GoroutineProfile,
  WaitHistogram,
} from '../../model/goroutine.ts';
import type { ContendedLock, DescribedLock, LockWaiters } from '../../model/lock.ts';
import { groupEvidence } from '../finding/links/goroutines.ts';
import { mergeWaits } from '../match/match-signature.ts';
import { matchFunctions } from './function-patterns.ts';
import { readLockAddresses } from './lock-address.ts';
import { readLockWait, type LockWait } from './lock-wait.ts';
import { longestWait } from './longest-wait.ts';

/** The locks that goroutines of a profile wait for, without their holders; most waiters first. */
export function findContendedLocks(
  profile: GoroutineProfile,
  described: readonly DescribedLock[],
): readonly ContendedLock[] {
  const takenAt = matchFunctions(
    described
      .filter(({ of }) => of === undefined)
      .map((lock) => ({ patterns: lock.taken ?? [], value: lock })),
  );
  const addressed = new Map<string, Part[]>();
  const nameless: Part[] = [];
  for (const group of profile.groups) {
    const wait = readLockWait(group);
    if (wait === undefined) continue;
    for (const part of divide(profile, group, wait))
      if (part.address === undefined) nameless.push(part);
      else append(addressed, part.address, part);
  }
  const addressesOf = new Map<DescribedLock, string[]>();
  for (const [address, parts] of addressed) {
    const lock = describeParts(parts, takenAt);
    if (lock !== undefined) append(addressesOf, lock, address);
  }
  const byPlace = new Map<string, Part[]>();
  for (const part of nameless) {
    const lock = describeParts([part], takenAt);
    const [only, ...more] = lock === undefined ? [] : (addressesOf.get(lock) ?? []);
    // The only lock of its kind that has an address is the one that is meant.
    if (only !== undefined && more.length === 0) append(addressed, only, part);
    else append(byPlace, lock === undefined ? placeOf(part) : `${lock.cause} ${lock.name}`, part);
  }
  return [
    ...[...addressed].map(([address, parts]) => makeLock(parts, takenAt, address)),
    ...[...byPlace.values()].map((parts) => makeLock(parts, takenAt)),
  ].sort((a, b) => b.waiterCount - a.waiterCount || (a.id < b.id ? -1 : 1));
}

/** Goroutines of one group that wait for one lock. */
interface Part extends LockWaiters {
  readonly kind: LockWait['kind'];
  readonly address?: string;
}

/** The described locks that a function asks for. */
type TakenAt = (name: string) => readonly DescribedLock[];

/** Divides a group by the addresses of its locks; goroutines of which it is not printed stay together. */
function divide(profile: GoroutineProfile, group: GoroutineGroup, wait: LockWait): readonly Part[] {
  const { kind, mode, place } = wait;
  const addresses = readLockAddresses(group, mode);
  const evidence = { file: profile.file, quote: group.firstHeader, ...groupEvidence(profile, group) };
  const common = { group, kind, mode, place };
  const parts: Part[] = [...addresses].map(([address, { count, waits, firstLine }]) => ({
    ...common,
    count,
    waits,
    evidence: { ...evidence, line: firstLine },
    address,
  }));
  const left = group.count - parts.reduce((sum, { count }) => sum + count, 0);
  if (left > 0) parts.push({ ...common, count: left, waits: leftWaits(group, addresses), evidence });
  return parts;
}

function leftWaits(group: GoroutineGroup, addresses: ReadonlyMap<string, ArgumentTally>): WaitHistogram {
  const told = mergeWaits([...addresses.values()].map(({ waits }) => waits));
  return new Map(
    [...group.waits]
      .map(([minutes, count]) => [minutes, count - (told.get(minutes) ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
}

/** The described lock at whose places most of the goroutines wait; of equal ones the first. */
function describeParts(parts: readonly LockWaiters[], takenAt: TakenAt): DescribedLock | undefined {
  const counts = new Map<DescribedLock, number>();
  for (const { place, count } of parts)
    for (const lock of takenAt(place.function)) counts.set(lock, (counts.get(lock) ?? 0) + count);
  let best: DescribedLock | undefined;
  for (const [lock, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = lock;
  return best;
}

function makeLock(parts: readonly Part[], takenAt: TakenAt, address?: string): ContendedLock {
  const waiters = [...parts].sort((a, b) => b.count - a.count || a.group.firstLine - b.group.firstLine);
  const described = describeParts(parts, takenAt);
  const oldest = longestWait(waiters.map(({ waits }) => waits));
  return {
    id: address ?? (waiters[0] === undefined ? '' : placeOf(waiters[0])),
    ...(address === undefined ? {} : { address }),
    kind: parts.some(({ kind }) => kind === 'RWMutex') ? 'RWMutex' : 'Mutex',
    ...(described === undefined ? {} : { described }),
    waiterCount: waiters.reduce((sum, { count }) => sum + count, 0),
    ...(oldest === undefined ? {} : { oldestMinutes: oldest }),
    waiters: waiters.map(({ group, mode, place, count, waits, evidence }) => ({
      group,
      mode,
      place,
      count,
      waits,
      evidence,
    })),
  };
}

/** Function and line at which a lock is asked for. */
export function placeOf({ place }: Pick<LockWaiters, 'place'>): string {
  return `${place.function}${place.line === undefined ? '' : `:${place.line}`}`;
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
