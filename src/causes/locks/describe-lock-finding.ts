import type { Cause } from '../../model/cause.ts';
import type { Finding, FindingContainer } from '../../model/diagnosis.ts';
import type { ContendedLock, LockGraph } from '../../model/lock.ts';
import type { BlockedTask } from '../../model/task.ts';
import { shortName } from '../../parse/go/function-name.ts';
import { counted, listed, nameOf } from '../../wording/phrases.ts';
import { adviseFromKnowledge } from '../finding/advice.ts';
import { adviseForBackends } from '../finding/backend-advice.ts';
import type { Facts } from '../facts/facts.ts';
import { findGrowth } from '../finding/growth/find-growth.ts';
import { limitsOf } from '../finding/growth/limits-of.ts';
import { findHeldMemory } from '../heap/held-memory.ts';
import { backendLink } from '../finding/links/backend.ts';
import { descriptorsLink } from '../finding/links/descriptors.ts';
import { apiCalls } from '../finding/links/goroutines.ts';
import { heapLink } from '../finding/links/heap.ts';
import { provenLink, unknownLink } from '../finding/links/link.ts';
import { describePlaces, locksLink, wayDown } from '../finding/links/locks.ts';
import { symptomLink } from '../finding/links/symptom.ts';
import { describeTask, tasksLink } from '../finding/links/tasks.ts';
import { versionLink } from '../finding/links/version.ts';
import { mergeWaits } from '../match/match-signature.ts';
import { buildFinding } from '../finding/build-finding.ts';
import { divideOver } from '../finding/part-of-share.ts';
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
): Finding {
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
    ...(cause.cost === undefined ? {} : { usualBytes: cause.cost.bytes * goroutines }),
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
    .map(([lock, id]) => {
      const known = facts.containers.get(id);
      return {
        id,
        ...(known?.name === undefined ? {} : { name: known.name }),
        ...(known?.pod === undefined ? {} : { pod: known.pod }),
        goroutines: tells === 'holder' ? 1 : lock.waiterCount,
      };
    })
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

function waitersLink(graph: LockGraph, locks: readonly ContendedLock[]): Finding['chain'][number] {
  const waiters = locks.flatMap((lock) => lock.waiters);
  const total = waiters.reduce((sum, { count }) => sum + count, 0);
  const calls = apiCalls(waiters.map(({ group }) => group));
  const cameBy = calls.length === 0 ? '' : ` They came in by ${listed(calls)}.`;
  return provenLink(
    'goroutines',
    `${counted(total, 'goroutine')} of ${graph.daemon} ${total === 1 ? 'waits' : 'wait'} for ${counted(locks.length, 'lock')}: ${describePlaces(locks)}.${cameBy}`,
    waiters.slice(0, 2).map(({ evidence }) => evidence),
  );
}

function kernelLinks(facts: Facts, graph: LockGraph, tasks: readonly BlockedTask[]): Finding['chain'] {
  if (tasks.length > 0) return [tasksLink(tasks, []), backendLink(facts, tasks)];
  return [
    unknownLink(
      'tasks',
      `Which thread of ${graph.daemon} does not return from the kernel is not known (ps -L -p $(pidof ${graph.daemon}) -o tid,stat,wchan:32).`,
    ),
  ];
}

function summarise(
  graph: LockGraph,
  { locks, tells }: LockedCause,
  containers: readonly FindingContainer[],
): string {
  const whose = containers.length === 0 ? '' : ` of ${listed(containers.map(nameOf), 3)}`;
  const names = [
    ...new Set(locks.map(({ described, address }) => described?.name ?? `the lock ${address ?? ''}`.trim())),
  ];
  const total = locks.reduce((sum, { waiterCount }) => sum + waiterCount, 0);
  const waiting = `${counted(total, 'goroutine')} of ${graph.daemon} ${total === 1 ? 'waits' : 'wait'} for ${locks.length === 1 ? listed(names) : `${counted(locks.length, 'lock')} (${listed(names)})`}${whose}`;
  const held = locks.find(({ holder }) => holder !== undefined);
  if (graph.cycles.some((ids) => locks.some(({ id }) => ids.includes(id))))
    return `${waiting}; the holders wait for each other's locks, and nothing ends that.`;
  if (held?.holder === undefined) return `${waiting}; who holds it was not seen.`;
  const root = wayDown(graph, held).at(-1)?.holder ?? held.holder;
  const holding = `${shortName(held.holder.section.function)} holds ${locks.length === 1 ? 'it' : 'one of them'}`;
  return tells === 'holder'
    ? `${shortName(held.holder.section.function)} holds ${listed(names)}${whose} and waits for ${root.waitsFor.says}.`
    : `${waiting}; ${holding} and waits for ${root.waitsFor.says}.`;
}
