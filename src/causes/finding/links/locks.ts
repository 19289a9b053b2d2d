import type { ChainLink } from '../../../model/diagnosis.ts';
import type { ContendedLock, LockGraph } from '../../../model/lock.ts';
import { shortName } from '../../../parse/go/function-name.ts';
import { formatCount, formatDuration } from '../../../wording/figures.ts';
import { counted, listed } from '../../../wording/phrases.ts';
import { nameOfLock } from '../../locks/lock-graph.ts';
import { provenLink, unknownLink } from './link.ts';

/** Locks of which the link tells each on its own. */
const MOST_TOLD = 3;

/** Who waits for the locks, who has them, and what that one waits for, down to the root or round in a cycle. */
export function locksLink(graph: LockGraph, locks: readonly ContendedLock[]): ChainLink {
  const told = locks.slice(0, MOST_TOLD);
  const more = locks.length - told.length;
  const says = [
    ...told.map((lock) => describeLock(graph, lock)),
    ...(more > 0 ? [`So with ${counted(more, 'more lock')}.`] : []),
  ].join(' ');
  const evidence = told.flatMap((lock) => [
    lock.waiters[0]?.evidence,
    ...wayDown(graph, lock).map(({ holder }) => holder?.evidence),
  ]);
  return told.some(({ holder }) => holder === undefined)
    ? unknownLink(
        'locks',
        says,
        evidence.filter((one) => one !== undefined),
      )
    : provenLink('locks', says, evidence);
}

function describeLock(graph: LockGraph, lock: ContendedLock): string {
  const waiters = `${counted(lock.waiterCount, 'goroutine')} ${lock.waiterCount === 1 ? 'waits' : 'wait'} for ${lock.address === undefined ? `${nameOfLock(lock)} (one or several: the profile does not print addresses)` : `one lock, ${nameOfLock(lock)}`}`;
  const longest =
    lock.oldestMinutes === undefined || lock.oldestMinutes === 0
      ? ''
      : `, the longest for ${formatDuration(lock.oldestMinutes * 60)}`;
  const queue = lock.waiters
    .filter(({ mode }) => mode === 'write')
    .reduce((sum, { count }) => sum + count, 0);
  const writers =
    queue > 0 && queue < lock.waiterCount
      ? ` ${formatCount(queue)} of them ${queue === 1 ? 'wants' : 'want'} to write, and new readers queue behind.`
      : '';
  return `${waiters}${longest}.${writers} ${describeHolder(graph, lock)}`;
}

function describeHolder(graph: LockGraph, lock: ContendedLock): string {
  const cycle = graph.cycles.find((ids) => ids.includes(lock.id));
  const way = wayDown(graph, lock);
  const [first, ...further] = way;
  if (first?.holder === undefined)
    return 'Who holds it was not seen: no goroutine stands in a place that is known to hold it. A second dump would show whether the queue moves (deadwait locks).';
  const { holder } = first;
  const among = holder.goroutines > 1 ? `, one of ${formatCount(holder.goroutines)} that may be it,` : '';
  const steps = [
    `Its holder${among} is in ${shortName(holder.section.function)} and waits for ${holder.waitsFor.says}`,
    ...further.map(({ holder: next }) =>
      next === undefined
        ? 'whose holder was not seen'
        : `whose holder is in ${shortName(next.section.function)} and waits for ${next.waitsFor.says}`,
    ),
  ];
  return `${steps.join(', ')}${cycle === undefined ? '' : `: a cycle of ${counted(cycle.length, 'lock')}, which nothing ends`}.`;
}

/** The lock, that which its holder waits for, and so on; ends where it is no lock, is not known, or comes round. */
export function wayDown(graph: LockGraph, lock: ContendedLock): readonly ContendedLock[] {
  const way: ContendedLock[] = [];
  for (let at: ContendedLock | undefined = lock; at !== undefined && !way.includes(at);) {
    way.push(at);
    const next: string | undefined = at.holder?.waitsFor.lock;
    at = next === undefined ? undefined : graph.locks.find(({ id }) => id === next);
  }
  return way;
}

/** The places at which goroutines wait for the locks, most of them first: `302 in daemon.(*Daemon).ContainerInspectCurrent`. */
export function describePlaces(locks: readonly ContendedLock[]): string {
  const places = new Map<string, number>();
  for (const { place, count } of locks.flatMap(({ waiters }) => waiters)) {
    const name = shortName(place.function);
    places.set(name, (places.get(name) ?? 0) + count);
  }
  return listed(
    [...places]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .map(([name, count]) => `${formatCount(count)} in ${name}`),
    3,
  );
}
