import type { LockStatement } from '../../model/statements/locks.ts';
import { formatCount, formatDuration } from '../../wording/figures.ts';
import { counted, listed, nameOf } from '../../wording/phrases.ts';
import { sayLock, sayWait } from './waits.ts';
import type { Words } from './words.ts';

export const LOCK_WORDS: Words<LockStatement> = {
  'lock-waits': (waits) => sayLockWaits(waits),
  'more-locks': ({ count }) => `The same holds for ${counted(count, 'more lock')}.`,
  'lock-waiters': ({ daemon, count, locks, places, calls }) => {
    const where = listed(
      places.map((place) => `${formatCount(place.count)} in ${place.function}`),
      3,
    );
    const cameBy = calls.length === 0 ? '' : ` They came in by ${listed(calls)}.`;
    return `${counted(count, 'goroutine')} of ${daemon} ${count === 1 ? 'waits' : 'wait'} for ${counted(locks, 'lock')}: ${where}.${cameBy}`;
  },
  'thread-in-kernel-unknown': ({ daemon }) =>
    `Which thread of ${daemon} is blocked in the kernel is not known (ps -L -p $(pidof ${daemon}) -o tid,stat,wchan:32).`,
  'locks-held': (held) => sayHeld(held),
};

type LockWaits = Extract<LockStatement, { readonly kind: 'lock-waits' }>;

function sayLockWaits({ lock, waiters, oldestMinutes, writers, ...rest }: LockWaits): string {
  const those = `${counted(waiters, 'goroutine')} ${waiters === 1 ? 'waits' : 'wait'} for ${lock.address === undefined ? `${sayLock(lock)} (one or several: the profile does not print addresses)` : `one lock, ${sayLock(lock)}`}`;
  const longest =
    oldestMinutes === undefined || oldestMinutes === 0
      ? ''
      : `, the longest for ${formatDuration(oldestMinutes * 60)}`;
  const queue =
    writers > 0 && writers < waiters
      ? ` ${formatCount(writers)} of them ${writers === 1 ? 'wants' : 'want'} to write, and new readers queue behind.`
      : '';
  return `${those}${longest}.${queue} ${sayHolder(rest)}`;
}

function sayHolder({ candidates, way, cycle }: Pick<LockWaits, 'candidates' | 'way' | 'cycle'>): string {
  const [first, ...further] = way;
  if (first === undefined)
    return 'Its holder was not seen: no goroutine is in a function that is known to hold it. A second dump would show whether the queue moves (deadwait locks).';
  const among = candidates > 1 ? `, one of ${formatCount(candidates)} candidates,` : '';
  const steps = [
    `Its holder${among} is in ${first.function} and waits for ${sayWait(first.waitsFor)}`,
    ...further.map((next) =>
      next === undefined
        ? 'whose holder was not seen'
        : `whose holder is in ${next.function} and waits for ${sayWait(next.waitsFor)}`,
    ),
  ];
  return `${steps.join(', ')}${cycle === undefined ? '' : `: a deadlock of ${counted(cycle, 'lock')}`}.`;
}

type LocksHeld = Extract<LockStatement, { readonly kind: 'locks-held' }>;

function sayHeld({ daemon, tells, waiters, locks, names, containers, isCycle, holder }: LocksHeld): string {
  const whose = containers.length === 0 ? '' : ` of ${listed(containers.map(nameOf), 3)}`;
  const known = listed([
    ...new Set(names.map(({ known: name, address }) => name ?? `the lock ${address ?? ''}`.trim())),
  ]);
  const waiting = `${counted(waiters, 'goroutine')} of ${daemon} ${waiters === 1 ? 'waits' : 'wait'} for ${locks === 1 ? known : `${counted(locks, 'lock')} (${known})`}${whose}`;
  if (isCycle) return `${waiting}; the holders wait for each other's locks: a deadlock.`;
  if (holder === undefined) return `${waiting}; the holder was not seen.`;
  const waits = `waits for ${sayWait(holder.rootWait)}`;
  return tells === 'holder'
    ? `${holder.function} holds ${known}${whose} and ${waits}.`
    : `${waiting}; ${holder.function} holds ${locks === 1 ? 'it' : 'one of them'} and ${waits}.`;
}
