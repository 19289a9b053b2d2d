/** Operations that have been open for too long and that no known cause describes, as one finding and as entries of the ledgers. */
import type { Cause } from '../../model/cause.ts';
import type { ChainLink, Finding } from '../../model/diagnosis.ts';
import type { LockGraph } from '../../model/lock.ts';
import type { BlockedTask } from '../../model/task.ts';
import { formatDuration } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';
import type { Facts } from '../facts/facts.ts';
import { adviseFromKnowledge } from '../finding/advice.ts';
import { adviseForBackends } from '../finding/backend-advice.ts';
import { buildFinding } from '../finding/build-finding.ts';
import { backendLink } from '../finding/links/backend.ts';
import { groupEvidence } from '../finding/links/goroutines.ts';
import { provenLink } from '../finding/links/link.ts';
import { locksLink, wayDown } from '../finding/links/locks.ts';
import { describeTask, tasksLink } from '../finding/links/tasks.ts';
import { enterCause, type Ledger } from '../ledger/ledger.ts';
import { findLockGraph } from '../locks/lock-graph.ts';
import { unexplainedPlaces } from './reckoning.ts';
import { findStuckOperations, type StuckOperation } from './stuck-operations.ts';

export const OPERATION_STUCK = 'operation-stuck';

/** So many operations are told one by one. */
const TOLD = 4;

/** The operations of one daemon that are open for too long, and the ledger in which they are entered. */
export interface StuckDaemon {
  readonly ledger: Ledger;
  readonly graph: LockGraph;
  readonly operations: readonly StuckOperation[];
}

/**
 * Looks for operations that are open for too long in what the ledgers leave; pure. One entry for each ledger, in their order. What is
 * far too many in one place is growth, not a call.
 */
export function enterStuckOperations(
  facts: Facts,
  ledgers: readonly Ledger[],
  graphs: readonly LockGraph[],
): readonly StuckDaemon[] {
  return ledgers.map((ledger) => {
    let graph = graphs.find(({ daemon }) => daemon === ledger.daemon);
    const findGraph = (): LockGraph => (graph ??= findLockGraph(ledger.profile, []));
    const growing = new Set(unexplainedPlaces(facts, ledger).flatMap(({ groups }) => groups));
    const left = new Map([...ledger.left].filter(([group]) => !growing.has(group)));
    const operations = findStuckOperations(left, findGraph);
    const parts = operations.map(({ group, count }) => ({
      role: 'primary' as const,
      groups: [group],
      count,
    }));
    return {
      operations,
      graph: graph ?? { daemon: ledger.daemon, file: ledger.profile.file, locks: [], cycles: [] },
      ledger: operations.length === 0 ? ledger : enterCause(ledger, { cause: OPERATION_STUCK, parts }),
    };
  });
}

/**
 * One finding over all daemons; undefined when there is none. Beside a cause that was found it only informs: what is stuck may be
 * stuck because of it.
 */
export function findOperationStuck(
  facts: Facts,
  cause: Cause,
  stuck: readonly StuckDaemon[],
  found: readonly Finding[],
): Finding | undefined {
  const daemons = stuck.filter(({ operations }) => operations.length > 0);
  const [first] = daemons;
  if (first === undefined) return undefined;
  const blocked = daemons.flatMap((daemon) => blockedThreads(facts, daemon));
  const isAside = found.some(({ severity }) => severity !== 'info');
  return buildFinding(cause, {
    severity: isAside ? 'info' : 'warning',
    confidence: 'likely',
    summary: daemons.map(summarise).join(' '),
    counts: {
      goroutines: daemons.reduce(
        (sum, { operations }) => sum + operations.reduce((all, { count }) => all + count, 0),
        0,
      ),
    },
    tasks: blocked.map(describeTask),
    chain: [
      ...daemons.flatMap(linksOf),
      ...(blocked.length === 0 ? [] : [tasksLink(blocked, []), backendLink(facts, blocked)]),
    ],
    remedies: [
      ...adviseForBackends(blocked),
      ...adviseFromKnowledge(facts, cause, facts.daemons.get(first.ledger.daemon), []),
    ],
  });
}

/** Threads of the daemon in uninterruptible sleep, where one of its operations waits for the kernel. */
function blockedThreads(facts: Facts, { ledger, graph, operations }: StuckDaemon): readonly BlockedTask[] {
  const inKernel = operations.some(
    ({ inKernel: own, lock }) =>
      own || (lock !== undefined && wayDown(graph, lock).at(-1)?.holder?.waitsFor.kind === 'kernel'),
  );
  const pid = facts.daemons.get(ledger.daemon)?.pid;
  return !inKernel || pid === undefined
    ? []
    : (facts.snapshot.tasks?.blocked.filter((task) => task.pid === pid) ?? []);
}

function linksOf({ ledger: { daemon, profile }, graph, operations }: StuckDaemon): readonly ChainLink[] {
  const locks = [...new Set(operations.flatMap(({ lock }) => lock ?? []))];
  return [
    provenLink(
      'goroutines',
      operations
        .slice(0, TOLD)
        .map((one) => tell(one, daemon))
        .join(' ') + more(operations.length - TOLD),
      operations.slice(0, TOLD).map(({ group }) => groupEvidence(profile, group)),
    ),
    ...(locks.length === 0 ? [] : [locksLink(graph, locks)]),
  ];
}

function more(count: number): string {
  return count <= 0 ? '' : ` ${counted(count, 'more place')}: deadwait goroutines.`;
}

/** `1 call of dockerd, GET /containers/{id}/json, waits for a lock, for 4h27m.` */
function tell({ name, isCall, count, oldestMinutes, waitsFor }: StuckOperation, daemon: string): string {
  const what = isCall
    ? `${counted(count, 'operation')} of ${daemon} (${name})`
    : `${counted(count, 'goroutine')} of ${daemon} in ${name}`;
  const since = formatDuration(oldestMinutes * 60);
  return count === 1
    ? `${what} has waited for ${since} for ${waitsFor}.`
    : `${what} wait for ${waitsFor}, the oldest for ${since}.`;
}

function summarise({ ledger: { daemon }, graph, operations }: StuckDaemon): string {
  const [oldest] = operations;
  if (oldest === undefined) return '';
  const all = operations.reduce((sum, { count }) => sum + count, 0);
  const names = [...new Set(operations.map(({ name }) => name))];
  const root = oldest.lock && wayDown(graph, oldest.lock).at(-1)?.holder;
  const held = root === undefined ? '' : `, whose holder waits for ${root.waitsFor.says}`;
  return `${counted(all, 'operation')} of ${daemon} ${all === 1 ? 'has' : 'have'} been open for up to ${formatDuration(oldest.oldestMinutes * 60)} (${listed(names, 3)}), waiting for ${oldest.waitsFor}${held}.`;
}
