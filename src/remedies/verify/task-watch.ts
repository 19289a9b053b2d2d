import { tasks as tasksCollector } from '../../collect/tasks.ts';
import { classifyWait, isBlockedWchan } from '../../collect/blocked/classify-wait.ts';
import { parseOr, tryRead } from '../../collect/blocked/try-read.ts';
import type { Host } from '../../host/host.ts';
import type { PlannedTask, TaskOutcome } from '../../model/release.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { BlockedTask } from '../../model/task.ts';
import { parseProcStat } from '../../parse/proc/stat.ts';
import { parseWchan } from '../../parse/proc/wchan.ts';

/** Watches the tasks of a plan until each is gone, or runs. */
export class TaskWatch {
  private readonly host: Host;
  private readonly latest = new Map<PlannedTask, TaskOutcome>();

  constructor(host: Host, tasks: readonly PlannedTask[]) {
    this.host = host;
    for (const task of tasks) this.latest.set(task, { task, outcome: 'blocked', afterMs: 0 });
  }

  /** Looks at all that are not gone; `afterMs` is the time since the first action. */
  async look(afterMs: number): Promise<void> {
    for (const [task, before] of this.latest) {
      if (before.outcome === 'gone') continue;
      const outcome = await stateOf(this.host, task);
      if (outcome !== before.outcome) this.latest.set(task, { task, outcome, afterMs });
    }
  }

  /** As they were seen last. */
  outcomes(): readonly TaskOutcome[] {
    return [...this.latest.values()];
  }

  outcomeOf(task: PlannedTask): TaskOutcome['outcome'] {
    return this.latest.get(task)?.outcome ?? 'blocked';
  }
}

/** How a task of a plan is now. */
export async function stateOf(
  host: Host,
  { pid, tid, startTicks, waits }: PlannedTask,
): Promise<TaskOutcome['outcome']> {
  const folder = `proc/${pid}/task/${tid}`;
  const text = await tryRead(host, `${folder}/stat`, 8192);
  if ('failure' in text) return text.failure.reason === 'absent' ? 'gone' : 'blocked';
  const stat = parseOr(
    () => parseProcStat(text.text),
    () => undefined,
  );
  if (stat === undefined) return 'blocked';
  if (startTicks !== undefined && stat.startTicks !== startTicks) return 'gone';
  // A zombie has left the kernel; its parent has only not asked for it yet.
  if (stat.state === 'Z' || stat.state === 'X') return 'gone';
  const sleeps = await tryRead(host, `${folder}/wchan`, 256);
  const wchan =
    'text' in sleeps
      ? parseOr(
          () => parseWchan(sleeps.text),
          () => undefined,
        )
      : undefined;
  if (wchan !== undefined && isBlockedWchan(wchan)) return 'blocked';
  // A writer that goes on sleeps for its disk now and then.
  const forDisk =
    wchan !== undefined && waits !== 'block' && classifyWait([wchan], undefined).waits === 'block';
  return stat.state === 'D' && !forDisk ? 'blocked' : 'runs';
}

/** What the blocked ones among some tasks wait for now, in words, by tid. */
export async function describeWaits(host: Host): Promise<ReadonlyMap<number, string>> {
  const nothing: Snapshot = {
    host: { live: host.live },
    daemons: [],
    containers: [],
    goroutines: [],
    heaps: [],
    logs: [],
    gaps: [],
  };
  const { part } = await tasksCollector.collect(host, { fullDumpLimit: 0, argumentProbes: [] }, nothing);
  return new Map((part.tasks?.blocked ?? []).map((task) => [task.tid, describeWait(task)]));
}

function describeWait({ state, wchan, waits, backend, sigkillPending }: BlockedTask): string {
  const where = wchan === undefined ? '' : ` in ${wchan}`;
  const what = backend === undefined ? waits : `${waits}: ${backend.source} on ${backend.mountPoint}`;
  return `still in state ${state}${where}, waits for ${what}${sigkillPending === true ? '; SIGKILL is pending' : ''}`;
}
