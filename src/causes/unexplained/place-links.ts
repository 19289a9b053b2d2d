/** What is stated of each place where unexplained goroutines wait: how many, since when, for what, what started them, what they use. */
import { defined } from '../../model/defined.ts';
import type { LockGraph } from '../../model/lock.ts';
import type { GoroutineProfile } from '../../model/goroutine.ts';
import type { StatedLink } from '../../model/stated-finding.ts';
import type { Statement } from '../../model/statement.ts';
import { shortName } from '../../parse/go/function-name.ts';
import type { Facts } from '../facts/facts.ts';
import { groupEvidence } from '../finding/links/goroutines.ts';
import { provenLink, unknownLink } from '../finding/links/link.ts';
import { findLockGraph, nameLock } from '../locks/lock-graph.ts';
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
): readonly StatedLink[] {
  const profile = completeProfile(facts.snapshot, daemon);
  if (profile === undefined) return [unknownLink('goroutines', { kind: 'goroutines-unknown', daemon })];
  if (places.length === 0) return [];
  const locking = places.some(({ groups: [group] }) => readLockWait(group) !== undefined);
  const graph = locking ? findLockGraph(profile, []) : undefined;
  const more = all - places.length;
  return [...places]
    .sort((a, b) => weightOf(b.groups[0], b.count) - weightOf(a.groups[0], a.count))
    .map((place, index) =>
      provenLink(
        'goroutines',
        statePlace(profile, place, graph, index === places.length - 1 ? more : 0),
        place.groups.slice(0, 2).map((group) => groupEvidence(profile, group)),
      ),
    );
}

type PlaceStatement = Extract<Statement, { readonly kind: 'place' }>;

function statePlace(
  profile: GoroutineProfile,
  place: Place,
  graph: LockGraph | undefined,
  more: number,
): PlaceStatement {
  const { count, name, createdBy, groups, waits } = place;
  const oldest = oldestMinutes(place);
  const waysIn = groups.flatMap((group) => findWayIn(group) ?? []);
  const { stackBytes, bufferBytes, descriptors } = costOf(groups[0]);
  return {
    kind: 'place',
    daemon: profile.daemon,
    count,
    function: name,
    waitsFor: findWait(place, graph),
    ...defined({
      oldestMinutes: oldest,
      youngestMinutes: oldest === undefined ? undefined : Math.min(...waits.keys()),
      createdBy,
    }),
    waysIn: [...new Map(waysIn.map((way) => [JSON.stringify(way), way])).values()],
    stackBytes: count * stackBytes,
    bufferBytes: count * bufferBytes,
    fds: count * descriptors,
    more,
  };
}

function findWait({ groups: [group] }: Place, graph: LockGraph | undefined): PlaceStatement['waitsFor'] {
  if (readLockWait(group) === undefined) return findOutsideWait(group, group.frames.length - 1);
  const lock = graph?.locks.find(({ waiters }) => waiters.some((one) => one.group === group));
  const holder = lock?.holder;
  return defined({
    lock: lock && nameLock(lock),
    holder: holder && {
      function: shortName(holder.section.function),
      certain: holder.certain,
      waitsFor: holder.waitsFor,
    },
  });
}
