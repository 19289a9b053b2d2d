/**
 * Tasks of which the kernel's log says that they have been blocked for minutes. Linux kernel/hung_task.c, check_hung_task: one
 * report of a task for each check, at most hung_task_warnings (10) in all. Where the threads of the host were read, only those count
 * that are still blocked.
 */
import type { ChainLink, Finding } from '../../../model/diagnosis.ts';
import type { LogTally } from '../../../model/log.ts';
import type { BlockedTask, HungTask as ReportedTask } from '../../../model/task.ts';
import { counted, listed } from '../../../wording/phrases.ts';
import { sawThreads } from '../../facts/saw-threads.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { buildFinding } from '../../finding/build-finding.ts';
import { backendLink } from '../../finding/links/backend.ts';
import { provenLink } from '../../finding/links/link.ts';
import { WAIT_KINDS } from '../../finding/wait-kinds.ts';
import { describeTask, tasksLink } from '../../finding/links/tasks.ts';
import type { Detector } from '../detector.ts';

interface HungTask {
  readonly comm: string;
  readonly pid: number;
  readonly seconds: number;
  readonly tally: LogTally;
  /** As the thread table shows it now. */
  readonly blocked?: BlockedTask;
}

export const kernelHungTask: Detector = {
  cause: 'kernel-hung-task',
  order: 12,
  detect(facts, cause, found) {
    const told = new Set(found.flatMap(toldTids));
    const seen = sawThreads(facts.snapshot);
    const hung = facts.snapshot.logs
      .flatMap(({ tallies }) => tallies)
      .flatMap((tally): readonly HungTask[] => {
        const pid = Number(tally.fields['pid']);
        if (tally.role !== 'hung-task' || !Number.isSafeInteger(pid)) return [];
        const blocked = facts.snapshot.tasks?.blocked.find(({ tid }) => tid === pid);
        if (told.has(pid) || (seen && blocked === undefined)) return [];
        const { comm = '?', seconds = '0' } = tally.fields;
        return [
          { comm, pid, seconds: Number(seconds), tally, ...(blocked === undefined ? {} : { blocked }) },
        ];
      });
    const tasks = latestOf(hung);
    if (tasks.length === 0) return undefined;
    const blocked = tasks.flatMap((task) => task.blocked ?? []);
    const longest = Math.max(...tasks.map(({ seconds }) => seconds));
    const stacks = new Map(facts.snapshot.hungTasks?.map((task) => [task.tid, task]));
    const names = listed(
      tasks.map(({ comm, pid }) => nameTask(comm, pid, stacks.get(pid))),
      3,
    );
    const now = seen ? ', and still are' : '; whether they still are was not seen';
    const summary = `The kernel reports ${counted(tasks.length, 'task')} blocked for more than ${longest} s${now}: ${names}.`;
    return buildFinding(cause, {
      severity: 'warning',
      confidence: seen ? 'proven' : 'likely',
      summary,
      tasks: blocked.map(describeTask),
      chain: [
        provenLink(
          'logs',
          summary,
          tasks.map(({ tally }) => tally.last),
        ),
        ...stackLinks(tasks.flatMap(({ pid }) => stacks.get(pid) ?? [])),
        ...(blocked.length === 0 ? [] : [tasksLink(blocked, []), backendLink(facts, blocked)]),
      ],
      remedies: adviseFromKnowledge(
        facts,
        cause,
        undefined,
        [],
        tasks.map(({ pid }) => pid),
      ),
    });
  },
};

function nameTask(comm: string, pid: number, stack: ReportedTask | undefined): string {
  return stack?.waits === undefined
    ? `${comm} (${pid})`
    : `${comm} (${pid}, waiting for ${WAIT_KINDS[stack.waits]})`;
}

/** What the stacks below the reports show. */
function stackLinks(tasks: readonly ReportedTask[]): readonly ChainLink[] {
  const shown = tasks.filter(({ waits }) => waits !== undefined);
  if (shown.length === 0) return [];
  const said = shown.map(
    ({ comm, tid, waits = 'other', function: name = '?' }) =>
      `${comm} (${tid}) waits in ${name} for ${WAIT_KINDS[waits]}`,
  );
  return [
    provenLink(
      'backend',
      `By their stacks in the log, ${listed(said, 4)}.`,
      shown.map(({ evidence }) => evidence),
    ),
  ];
}

function toldTids({ severity, tasks }: Finding): readonly number[] {
  return severity === 'info' ? [] : tasks.map(({ tid }) => tid);
}

/** Each task once, with the longest time that was reported. */
function latestOf(hung: readonly HungTask[]): readonly HungTask[] {
  const byPid = new Map<number, HungTask>();
  for (const task of hung) {
    const before = byPid.get(task.pid);
    if (before === undefined || before.seconds < task.seconds) byPid.set(task.pid, task);
  }
  return [...byPid.values()].sort((a, b) => a.pid - b.pid);
}
