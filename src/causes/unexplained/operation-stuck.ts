/** Operations that have been open for too long and that no known cause describes, as one finding and as entries of the ledgers. */
import type { Cause } from '../../model/cause.ts';
import { defined } from '../../model/defined.ts';
import type { LockGraph } from '../../model/lock.ts';
import type { StatedFinding, StatedLink } from '../../model/stated-finding.ts';
import type { OperationStatement } from '../../model/statements/operations.ts';
import type { BlockedTask } from '../../model/task.ts';
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
  found: readonly StatedFinding[],
): StatedFinding | undefined {
  const daemons = stuck.filter(({ operations }) => operations.length > 0);
  const [first] = daemons;
  if (first === undefined) return undefined;
  const blocked = daemons.flatMap((daemon) => blockedThreads(facts, daemon));
  const isAside = found.some(({ severity }) => severity !== 'info');
  return buildFinding(cause, {
    severity: isAside ? 'info' : 'warning',
    confidence: 'likely',
    summary: daemons.flatMap(summarise),
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

function linksOf({ ledger: { daemon, profile }, graph, operations }: StuckDaemon): readonly StatedLink[] {
  const locks = [...new Set(operations.flatMap(({ lock }) => lock ?? []))];
  const told = operations.slice(0, TOLD);
  const states: OperationStatement[] = told.map(({ name, isCall, count, oldestMinutes, waitsFor }) => ({
    kind: 'operation-waits',
    daemon,
    name,
    isCall,
    count,
    oldestMinutes,
    waitsFor,
  }));
  const more = operations.length - told.length;
  if (more > 0) states.push({ kind: 'more-operations', count: more });
  return [
    provenLink(
      'goroutines',
      states,
      told.map(({ group }) => groupEvidence(profile, group)),
    ),
    ...(locks.length === 0 ? [] : [locksLink(graph, locks)]),
  ];
}

function summarise({ ledger: { daemon }, graph, operations }: StuckDaemon): readonly OperationStatement[] {
  const [oldest] = operations;
  if (oldest === undefined) return [];
  const root = oldest.lock && wayDown(graph, oldest.lock).at(-1)?.holder;
  return [
    {
      kind: 'operations-open',
      daemon,
      count: operations.reduce((sum, { count }) => sum + count, 0),
      names: [...new Set(operations.map(({ name }) => name))],
      oldestMinutes: oldest.oldestMinutes,
      waitsFor: oldest.waitsFor,
      ...defined({ rootWait: root?.waitsFor }),
    },
  ];
}
