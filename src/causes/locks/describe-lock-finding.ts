import type { Cause } from '../../model/cause.ts';
import type { ContainerRef } from '../../model/container-ref.ts';
import { defined } from '../../model/defined.ts';
import type { FindingContainer } from '../../model/diagnosis.ts';
import type { ContendedLock, LockGraph, LockWaiters } from '../../model/lock.ts';
import type { StatedFinding, StatedLink } from '../../model/stated-finding.ts';
import type { LockStatement } from '../../model/statements/locks.ts';
import type { BlockedTask } from '../../model/task.ts';
import { shortName } from '../../parse/go/function-name.ts';
import { adviseFromKnowledge } from '../finding/advice.ts';
import { adviseForBackends } from '../finding/backend-advice.ts';
import { containerRef } from '../facts/container-ref.ts';
import type { Facts } from '../facts/facts.ts';
import { findGrowth } from '../finding/growth/find-growth.ts';
import { limitsOf } from '../finding/growth/limits-of.ts';
import { findHeldMemory } from '../heap/held-memory.ts';
import { backendLink } from '../finding/links/backend.ts';
import { descriptorsLink } from '../finding/links/descriptors.ts';
import { apiCalls } from '../finding/links/goroutines.ts';
import { heapLink } from '../finding/links/heap.ts';
import { provenLink, unknownLink } from '../finding/links/link.ts';
import { locksLink, wayDown } from '../finding/links/locks.ts';
import { symptomLink } from '../finding/links/symptom.ts';
import { describeTask, tasksLink } from '../finding/links/tasks.ts';
import { versionLink } from '../finding/links/version.ts';
import { mergeWaits } from '../match/match-signature.ts';
import { buildFinding } from '../finding/build-finding.ts';
import { divideOver } from '../finding/part-of-share.ts';
import { nameLock } from './lock-graph.ts';
import type { Share } from '../ledger/ledger.ts';
import type { LockedCause } from './locked-cause.ts';
import { nameLockedContainers } from './name-locked-containers.ts';

/** From so many waiters on the daemon itself is in danger, not only one container. */
const MANY = 50;

/** The finding of a cause that is there by its locks. */
export function describeLockFinding(
  facts: Facts,
  graph: LockGraph,
  found: LockedCause,
  share: Share,
  blocked: readonly BlockedTask[],
): StatedFinding {
  const { cause, locks, because, tells } = found;
  const isWhole = tells === 'whole';
  const kernel = locks.some((lock) => wayDown(graph, lock).at(-1)?.holder?.waitsFor.kind === 'kernel');
  const tasks = kernel && because.length === 0 ? blocked : [];
  const waiters = locks.reduce((sum, { waiterCount }) => sum + waiterCount, 0);
  const containers = divideOver(
    describeContainers(facts, locks, kernel ? blocked : [], tells),
    tells === 'holder' ? locks.length : waiters,
    share.goroutines,
  );
  const sockets = heldSockets(facts, graph.daemon, share);
  const daemon = facts.daemons.get(graph.daemon);
  const { goroutines } = share;
  const holding = {
    connections: sockets ?? 0,
    goroutines,
    ...defined({ usualBytes: cause.cost && cause.cost.bytes * goroutines }),
  };
  const memory =
    isWhole && cause.cost !== undefined ? findHeldMemory(facts, graph.daemon, holding) : undefined;
  const growth = !isWhole
    ? undefined
    : findGrowth({
        ...limitsOf(facts, graph.daemon),
        waits: mergeWaits(locks.flatMap((lock) => lock.waiters.map(({ waits }) => waits))),
        logged: [],
        occurrences: waiters,
        descriptorsPerOccurrence: cause.cost?.descriptors ?? 0,
      });
  return buildFinding(cause, {
    severity: isWhole && waiters >= MANY ? 'critical' : 'warning',
    confidence: found.confidence,
    summary: summarise(graph, found, containers),
    because,
    counts: {
      goroutines: goroutines === 0 ? undefined : goroutines,
      sockets,
      fds: sockets,
      bytes: memory?.bytes,
    },
    containers,
    tasks: tasks.map(describeTask),
    growth,
    chain: [
      ...(!isWhole
        ? []
        : [
            symptomLink(facts, graph.daemon),
            descriptorsLink(facts, graph.daemon),
            heapLink(facts, graph.daemon),
            waitersLink(graph, locks),
          ]),
      locksLink(graph, locks),
      ...(kernel && because.length === 0 ? kernelLinks(facts, graph, tasks) : []),
      ...(!isWhole || because.length === 0 ? [versionLink(facts, cause, graph.daemon)] : []),
    ],
    remedies: [
      ...adviseForBackends(tasks),
      ...adviseFromKnowledge(
        facts,
        because.length === 0 ? cause : withoutRepeated(cause),
        daemon,
        containers,
      ),
    ],
  });
}

/** Without the advice that what explains the finding gives exactly. */
function withoutRepeated(cause: Cause): Cause {
  return { ...cause, remedies: cause.remedies.filter(({ unlessExplained }) => unlessExplained !== true) };
}

function describeContainers(
  facts: Facts,
  locks: readonly ContendedLock[],
  tasks: readonly BlockedTask[],
  tells: LockedCause['tells'],
): readonly FindingContainer[] {
  const ofContainers = locks.filter(({ described }) => described?.container !== undefined);
  return [...nameLockedContainers(facts, ofContainers, tasks)]
    .map(([lock, id]) => ({
      ...containerRef(facts, id),
      goroutines: tells === 'holder' ? 1 : lock.waiterCount,
    }))
    .sort((a, b) => b.goroutines - a.goroutines || (a.id < b.id ? -1 : 1));
}

/**
 * Waiters that serve an HTTP connection hold its socket; there cannot be more than the sockets that were seen. Where clients have
 * given up, only theirs count: a client that still waits, as this program may, takes its own with it.
 */
function heldSockets(facts: Facts, daemon: string, share: Share): number | undefined {
  const connections = facts.connections.get(daemon);
  return (
    connections &&
    Math.min(share.connections, connections.goneCount > 0 ? connections.goneCount : connections.livingCount)
  );
}

function waitersLink(graph: LockGraph, locks: readonly ContendedLock[]): StatedLink {
  const waiters = locks.flatMap((lock) => lock.waiters);
  return provenLink(
    'goroutines',
    {
      kind: 'lock-waiters',
      daemon: graph.daemon,
      count: waiters.reduce((sum, { count }) => sum + count, 0),
      locks: locks.length,
      places: countPlaces(waiters),
      calls: apiCalls(waiters.map(({ group }) => group)),
    },
    waiters.slice(0, 2).map(({ evidence }) => evidence),
  );
}

/** The functions in which goroutines wait for the locks, most of them first. */
function countPlaces(waiters: readonly LockWaiters[]): readonly { function: string; count: number }[] {
  const places = new Map<string, number>();
  for (const { place, count } of waiters) {
    const name = shortName(place.function);
    places.set(name, (places.get(name) ?? 0) + count);
  }
  return [...places]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([name, count]) => ({ function: name, count }));
}

function kernelLinks(
  facts: Facts,
  { daemon }: LockGraph,
  tasks: readonly BlockedTask[],
): readonly StatedLink[] {
  return tasks.length > 0
    ? [tasksLink(tasks, []), backendLink(facts, tasks)]
    : [unknownLink('tasks', { kind: 'thread-in-kernel-unknown', daemon })];
}

function summarise(
  graph: LockGraph,
  { locks, tells }: LockedCause,
  containers: readonly ContainerRef[],
): LockStatement {
  const held = locks.find(({ holder }) => holder !== undefined);
  const root = held && (wayDown(graph, held).at(-1)?.holder ?? held.holder);
  const holder = held?.holder && { function: shortName(held.holder.section.function) };
  return {
    kind: 'locks-held',
    daemon: graph.daemon,
    tells,
    waiters: locks.reduce((sum, { waiterCount }) => sum + waiterCount, 0),
    locks: locks.length,
    names: locks.map(nameLock),
    containers,
    isCycle: graph.cycles.some((ids) => locks.some(({ id }) => ids.includes(id))),
    ...defined({ holder: holder && root && { ...holder, rootWait: root.waitsFor } }),
  };
}
