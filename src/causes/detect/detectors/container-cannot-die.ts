/**
 * A container that was told to die and has not, because a task of it waits in the kernel; with what it waits for.
 * It covers a first process that is dead already while its children keep the pid namespace alive (Linux kernel/pid_namespace.c,
 * zap_pid_ns_processes), and one that is a zombie which its shim does not reap.
 */
import { buildFinding } from '../../finding/build-finding.ts';
import type { Cause } from '../../../model/cause.ts';
import { defined } from '../../../model/defined.ts';
import type { FindingContainer } from '../../../model/diagnosis.ts';
import type { StatedFinding } from '../../../model/stated-finding.ts';
import type { Statement } from '../../../model/statement.ts';
import type { BlockedTask, ContainerInit } from '../../../model/task.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { adviseForBackends } from '../../finding/backend-advice.ts';
import { containerRef } from '../../facts/container-ref.ts';
import { hasEnded } from '../../facts/container-state.ts';
import type { Detector } from '../detector.ts';
import type { Facts } from '../../facts/facts.ts';
import { backendLink } from '../../finding/links/backend.ts';
import { logsLink } from '../../finding/links/logs.ts';
import { describeTask, tasksLink } from '../../finding/links/tasks.ts';
import type { StopHistory } from '../../facts/stop-history.ts';

export const containerCannotDie: Detector = {
  cause: 'container-cannot-die',
  order: 10,
  detect(facts, cause, found) {
    const stuck = findStuckContainers(facts, found);
    return stuck.length === 0 ? undefined : describe(facts, cause, stuck);
  },
};

interface StuckContainer {
  readonly id: string;
  readonly tasks: readonly BlockedTask[];
  readonly init?: ContainerInit;
  readonly history?: StopHistory;
  /** Stops that hang in the daemon, by its goroutines. */
  readonly hangingStops?: number;
  /** SIGKILL is pending in a task that does not take it, so there is no doubt that it was told to die. */
  readonly certain: boolean;
}

/** Waits that end by themselves when the disk is only slow: for these one pending signal is no proof. */
const MAY_BE_SLOW = new Set(['block', 'lock', 'other']);
/** A stop this recent may still be on its way. */
const ON_ITS_WAY_MS = 15_000;

function findStuckContainers(facts: Facts, found: readonly StatedFinding[]): readonly StuckContainer[] {
  const tasks = facts.snapshot.tasks;
  if (tasks === undefined) return [];
  const hanging = new Map(
    found.flatMap((finding) =>
      finding.containers.flatMap(({ id, stops }) => (stops === undefined ? [] : [[id, stops] as const])),
    ),
  );
  const ids = new Set([
    ...tasks.blocked.map((task) => task.containerId).filter((id) => id !== undefined),
    ...tasks.inits.filter((init) => init.state !== 'alive').map((init) => init.containerId),
  ]);
  return [...ids].sort().flatMap((id) => {
    const history = facts.stops.get(id);
    const blocked = tasks.blocked.filter((task) => task.containerId === id && holdsContainer(task));
    const init = tasks.inits.find(
      (one) => one.containerId === id && (one.state === 'exiting' || one.state === 'zombie'),
    );
    const told = hanging.has(id) || isBeingStopped(facts, id, history);
    const pending = blocked.filter((task) => task.sigkillPending === true);
    const certain =
      pending.some((task) => !MAY_BE_SLOW.has(task.waits) || told) ||
      (pending.length > 0 && init !== undefined);
    const likely =
      told &&
      (init !== undefined ||
        blocked.some((task) => mayNotDie(task, hanging.has(id) || isStoppedWithoutLimit(history))));
    if (!certain && !likely) return [];
    return [
      {
        id,
        tasks: blocked,
        certain,
        ...defined({ init, history, hangingStops: hanging.get(id) }),
      },
    ];
  });
}

/** Told to stop with a negative time-out (`t=-1`), which is not followed by SIGKILL. */
function isStoppedWithoutLimit(history: StopHistory | undefined): boolean {
  return (
    history?.counts.some(({ tallies }) => tallies.some(({ fields }) => fields['t']?.startsWith('-'))) ?? false
  );
}

/**
 * A task that would not take a signal. Where SIGKILL is known not to be pending, only a stop without limit, which
 * sends none, tells that the container is to die.
 */
function mayNotDie(task: BlockedTask, stopHangs: boolean): boolean {
  if (task.state !== 'D') return false;
  return task.sigkillPending === undefined || (stopHangs && !MAY_BE_SLOW.has(task.waits));
}

/** One stop, so recent that it may only be on its way. */
function isOnItsWay(facts: Facts, history: StopHistory | undefined): boolean {
  if (history === undefined || history.stops > 1 || facts.capturedAtMs === undefined) return false;
  return history.lastAtMs !== undefined && facts.capturedAtMs - history.lastAtMs <= ON_ITS_WAY_MS;
}

/** A task in D, or one that has SIGKILL pending and does not take it. */
function holdsContainer(task: BlockedTask): boolean {
  return task.sigkillPending === true || task.state === 'D';
}

/** Told to stop since it was started, again and again or long enough ago, while the runtime does not say that it is gone. */
function isBeingStopped(facts: Facts, id: string, history: StopHistory | undefined): boolean {
  const container = facts.containers.get(id);
  if (history === undefined || hasEnded(container)) return false;
  const { capturedAtMs } = facts;
  const { lastAtMs } = history;
  if (lastAtMs !== undefined && container?.startedAtMs !== undefined && container.startedAtMs > lastAtMs)
    return false;
  if (history.stops >= 3) return true;
  return capturedAtMs === undefined || lastAtMs === undefined || capturedAtMs - lastAtMs > ON_ITS_WAY_MS;
}

function describe(facts: Facts, cause: Cause, stuck: readonly StuckContainer[]): StatedFinding {
  const tasks = stuck.flatMap((one) => one.tasks).sort((a, b) => a.pid - b.pid || a.tid - b.tid);
  const inits = stuck.flatMap((one) => (one.init === undefined ? [] : [one.init]));
  const containers = stuck.map((one) => describeContainer(facts, one));
  const ids = containers.map((container) => container.id);
  const certain = stuck.every(
    (one) => one.certain && (one.history !== undefined || one.hangingStops !== undefined),
  );
  const backendKnown = tasks.length > 0 && tasks.every((task) => task.backend !== undefined);
  return buildFinding(cause, {
    severity: stuck.every((one) => isOnItsWay(facts, one.history)) ? 'info' : 'warning',
    confidence: certain && backendKnown ? 'proven' : certain || backendKnown ? 'likely' : 'possible',
    summary: summarise(containers, tasks, certain),
    containers,
    tasks: tasks.map(describeTask),
    chain: [logsLink(facts, ids), tasksLink(tasks, inits), backendLink(facts, tasks)],
    remedies: [
      ...adviseForBackends(tasks),
      ...adviseFromKnowledge(facts, cause, facts.daemons.get('dockerd'), containers),
    ],
  });
}

function describeContainer(facts: Facts, { id, history, hangingStops }: StuckContainer): FindingContainer {
  // Logs are rotated and daemons restarted: neither count alone is all of it.
  const stops = Math.max(history?.stops ?? 0, hangingStops ?? 0);
  return { ...containerRef(facts, id), ...defined({ stops: stops === 0 ? undefined : stops }) };
}

function summarise(
  containers: readonly FindingContainer[],
  tasks: readonly BlockedTask[],
  told: boolean,
): Statement {
  const sources = new Set(tasks.flatMap(({ backend }) => backend?.source ?? []));
  return {
    kind: 'containers-unkillable',
    containers,
    told,
    tasks: tasks.length,
    sources: [...sources].sort(),
  };
}
