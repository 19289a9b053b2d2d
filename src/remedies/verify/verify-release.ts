import type { Host } from '../../host/host.ts';
import type { Machine } from '../../host/machine.ts';
import type {
  DaemonFigures,
  FigureChange,
  NotFreed,
  PlannedContainer,
  ReleasePlan,
  ReleaseResult,
  TaskOutcome,
} from '../../model/release.ts';
import type { AppliedRelease } from '../apply/apply-release.ts';
import { killCommand } from '../kill-container.ts';
import { nameOf } from '../../wording/phrases.ts';
import { ContainerWatch } from './container-watch.ts';
import { compareFigures, readFigures } from './figures.ts';
import { describeWaits, TaskWatch } from './task-watch.ts';

export interface VerifyOptions {
  /** Default 30 000. */
  readonly patienceMs?: number;
  /** Default 500. */
  readonly everyMs?: number;
  readonly onProgress?: (says: string) => void;
}

/** A container whose tasks are free and that nobody has killed gets so long to end by itself. */
const GRACE_MS = 5_000;

/**
 * Watches a host after a release until every task is free, every container that must end has ended and what they held came back,
 * or patience is over. Reads, and asks the runtime; changes nothing.
 */
export async function verifyRelease(
  host: Host,
  machine: Machine,
  plan: ReleasePlan,
  applied: AppliedRelease,
  { patienceMs = 30_000, everyMs = 500, onProgress }: VerifyOptions = {},
): Promise<ReleaseResult> {
  const tasks = [...plan.containers, ...plan.daemons].flatMap((one) => one.tasks);
  const taskWatch = new TaskWatch(host, tasks);
  const containerWatch = new ContainerWatch(host, machine, plan.containers);
  const since = (): number => machine.now() - applied.startedAtMs;
  const killed = killedContainers(plan, applied);
  const cameBackAt = new Map<string, number>();
  let figures: readonly FigureChange[] = [];
  let after: readonly DaemonFigures[] = [];
  let freeAt: number | undefined;
  for (;;) {
    await taskWatch.look(since());
    const isFree = tasks.every((task) => taskWatch.outcomeOf(task) !== 'blocked');
    if (isFree) freeAt ??= since();
    for (const container of plan.containers)
      if (container.tasks.every((task) => taskWatch.outcomeOf(task) !== 'blocked'))
        await containerWatch.look(
          container,
          since(),
          container.tasks.every((task) => taskWatch.outcomeOf(task) === 'gone'),
        );
    after = await readFigures(host, plan.watches);
    figures = compareFigures(applied.before, after, plan.held).map((change) =>
      timed(change, cameBackAt, since()),
    );
    const mustEnd = plan.containers.filter((one) => one.kill === 'pending' || killed.has(one.id));
    const mayEnd = plan.containers.filter((one) => !mustEnd.includes(one));
    const ended = (all: readonly PlannedContainer[]): boolean =>
      all.every(({ id }) => containerWatch.hasEnded(id));
    const isOver = (freeAt !== undefined && since() - freeAt > GRACE_MS) || ended(mayEnd);
    // What a container holds that runs on is not given back: waiting for it is of no use.
    const cameBack = !ended(mayEnd) || figures.every((change) => change.cameBack !== false);
    if (isFree && ended(mustEnd) && isOver && cameBack) break;
    if (since() > patienceMs) break;
    onProgress?.(describeProgress(taskWatch.outcomes(), figures));
    await machine.sleep(everyMs);
  }
  return conclude(host, plan, applied, taskWatch, containerWatch, figures, killed, since());
}

async function conclude(
  host: Host,
  plan: ReleasePlan,
  applied: AppliedRelease,
  taskWatch: TaskWatch,
  containerWatch: ContainerWatch,
  figures: readonly FigureChange[],
  killed: ReadonlySet<string>,
  tookMs: number,
): Promise<ReleaseResult> {
  const outcomes = taskWatch.outcomes();
  const hasBlocked = outcomes.some(({ outcome }) => outcome === 'blocked');
  const waits = hasBlocked ? await describeWaits(host) : new Map<number, string>();
  const tasks = outcomes.map((one) => {
    const says = one.outcome === 'blocked' ? waits.get(one.task.tid) : undefined;
    return says === undefined ? one : { ...one, says };
  });
  const runningOn = plan.containers.filter(({ id }) => !containerWatch.hasEnded(id));
  const mustHaveEnded = runningOn.filter(({ id, kill }) => kill === 'pending' || killed.has(id));
  const notFreed = stillNotFreed(applied.notFreed, outcomes);
  const freed =
    notFreed === undefined &&
    applied.outcomes.every(({ done }) => done) &&
    !hasBlocked &&
    mustHaveEnded.length === 0 &&
    figures.every(({ cameBack }) => cameBack !== false);
  return {
    schema: 'deadwait/release-result/v1',
    digest: plan.digest ?? '',
    freed,
    tookMs,
    actions: applied.outcomes,
    ...(notFreed === undefined ? {} : { notFreed }),
    tasks,
    containers: containerWatch.outcomes(),
    figures,
    next: runningOn.map((container) => whatNext(container, tasks)),
  };
}

/** Without those that came free later. */
function stillNotFreed(
  notFreed: NotFreed | undefined,
  outcomes: readonly TaskOutcome[],
): NotFreed | undefined {
  if (notFreed === undefined) return undefined;
  const blocked = new Set(
    outcomes.filter(({ outcome }) => outcome === 'blocked').map(({ task }) => task.tid),
  );
  const tasks = notFreed.tasks.filter(({ tid }) => blocked.has(tid));
  return tasks.length === 0 ? undefined : { ...notFreed, tasks };
}

function whatNext(container: PlannedContainer, tasks: readonly TaskOutcome[]): string {
  const isBlocked = tasks.some(
    ({ task, outcome }) => task.container === container.id && outcome === 'blocked',
  );
  return isBlocked
    ? `${nameOf(container)} still waits: look at it anew with deadwait, and at what the plan leaves to you.`
    : `${nameOf(container)} runs on: ${killCommand(container)} ends it.`;
}

function killedContainers({ actions }: ReleasePlan, { outcomes }: AppliedRelease): ReadonlySet<string> {
  const done = new Set(outcomes.filter((one) => one.done).map(({ id }) => id));
  return new Set(
    actions.flatMap(({ id, target }) => (target.kind === 'container' && done.has(id) ? [target.id] : [])),
  );
}

/** With the moment at which it was first seen to have come back. */
function timed(change: FigureChange, cameBackAt: Map<string, number>, nowMs: number): FigureChange {
  if (change.cameBack !== true) return change;
  const key = `${change.daemon} ${change.figure}`;
  const afterMs = cameBackAt.get(key) ?? nowMs;
  cameBackAt.set(key, afterMs);
  return { ...change, afterMs };
}

function describeProgress(tasks: readonly TaskOutcome[], figures: readonly FigureChange[]): string {
  const free = tasks.filter(({ outcome }) => outcome !== 'blocked').length;
  const goroutines = figures.find(({ figure }) => figure === 'goroutines');
  const fell =
    goroutines?.after === undefined
      ? ''
      : `, ${goroutines.after} goroutines of ${goroutines.before ?? '?'} left`;
  return `waiting: ${free} of ${tasks.length} tasks are free${fell}`;
}
