/** What is said of each place where unexplained goroutines wait: how many, since when, for what, who started them, what they hold. */
import type { ChainLink } from '../../model/diagnosis.ts';
import type { ContendedLock, LockGraph } from '../../model/lock.ts';
import type { GoroutineProfile } from '../../model/goroutine.ts';
import { formatBytes, formatCount, formatDuration } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';
import type { Facts } from '../facts/facts.ts';
import { groupEvidence } from '../finding/links/goroutines.ts';
import { provenLink, unknownLink } from '../finding/links/link.ts';
import { findLockGraph, nameOfLock } from '../locks/lock-graph.ts';
import { readLockWait } from '../locks/lock-wait.ts';
import { findOutsideWait } from '../locks/outside-wait.ts';
import { completeProfile } from '../facts/profile.ts';
import { costOf, weightOf } from './goroutine-cost.ts';
import { oldestMinutes } from './ordinary-work.ts';
import type { Place } from './place.ts';
import { findWayIn } from './way-in.ts';

/** One link for each place, that which holds most first; `all`: how many there are with those that are not told. */
export function placeLinks(
  facts: Facts,
  daemon: string,
  places: readonly Place[],
  all: number,
): readonly ChainLink[] {
  const profile = completeProfile(facts.snapshot, daemon);
  if (profile === undefined)
    return [
      unknownLink(
        'goroutines',
        `Where the goroutines of ${daemon} wait is not known: there is no profile of them (deadwait goroutines).`,
      ),
    ];
  if (places.length === 0) return [];
  const locking = places.some(({ groups: [group] }) => readLockWait(group) !== undefined);
  const graph = locking ? findLockGraph(profile, []) : undefined;
  const more = all - places.length;
  return [...places]
    .sort((a, b) => weightOf(b.groups[0], b.count) - weightOf(a.groups[0], a.count))
    .map((place, index) => {
      const rest =
        more > 0 && index === places.length - 1 ? ` There are ${counted(more, 'place')} more like this.` : '';
      return provenLink(
        'goroutines',
        `${describePlace(profile, place, graph)}${rest}`,
        place.groups.slice(0, 2).map((group) => groupEvidence(profile, group)),
      );
    });
}

function describePlace(profile: GoroutineProfile, place: Place, graph: LockGraph | undefined): string {
  const { count, name, createdBy, groups } = place;
  const waysIn = [...new Set(groups.flatMap((group) => findWayIn(group) ?? []))];
  const waits = count === 1 ? 'waits' : 'wait';
  return [
    `${counted(count, 'goroutine')} of ${profile.daemon} ${waits} in ${name} for ${describeWait(place, graph)}${describeAge(place)}.`,
    ...(createdBy === undefined ? [] : [`They were started by ${createdBy}.`]),
    ...(waysIn.length === 0 ? [] : [`They came in by ${listed(waysIn, 3)}.`]),
    `They hold at least ${describeCost(place)}.`,
  ].join(' ');
}

function describeWait({ groups: [group] }: Place, graph: LockGraph | undefined): string {
  const lock = readLockWait(group);
  if (lock === undefined) return findOutsideWait(group, group.frames.length - 1).says;
  const found = graph?.locks.find(({ waiters }) => waiters.some((one) => one.group === group));
  return found === undefined ? 'a lock' : describeLock(found);
}

function describeLock(lock: ContendedLock): string {
  const { holder } = lock;
  return holder === undefined
    ? `${nameOfLock(lock)}, whose holder was not seen`
    : `${nameOfLock(lock)}, which ${holder.section.function.split('/').at(-1) ?? '?'} ${holder.certain ? 'holds' : 'may hold'} while it waits for ${holder.waitsFor.says}`;
}

function describeAge(place: Place): string {
  const oldest = oldestMinutes(place);
  if (oldest === undefined) return '';
  if (oldest === 0) return ', all for less than a minute';
  const youngest = Math.min(...place.waits.keys());
  const from = youngest === 0 ? 'less than a minute' : formatDuration(youngest * 60);
  return youngest === oldest ? `, for ${from}` : `, for ${from} to ${formatDuration(oldest * 60)}`;
}

function describeCost({ groups: [group], count }: Place): string {
  const { stackBytes, bufferBytes, descriptors } = costOf(group);
  return listed([
    `${formatBytes(count * stackBytes)} of stack`,
    ...(bufferBytes === 0 ? [] : [`${formatBytes(count * bufferBytes)} of buffers`]),
    ...(descriptors === 0 ? [] : [`${formatCount(count * descriptors)} descriptors`]),
  ]);
}
