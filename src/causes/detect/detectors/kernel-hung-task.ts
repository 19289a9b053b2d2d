/**
 * Tasks of which the kernel's log says that they have been blocked for minutes. Linux kernel/hung_task.c, check_hung_task: one
 * report of a task for each check, at most hung_task_warnings (10) in all. Where the threads of the host were read, only those count
 * that are still blocked.
 */
import { defined } from '../../../model/defined.ts';
import type { LogTally } from '../../../model/log.ts';
import type { StatedFinding, StatedLink } from '../../../model/stated-finding.ts';
import type { Statement } from '../../../model/statement.ts';
import type { BlockedTask, HungTask as ReportedTask } from '../../../model/task.ts';
import { sawThreads } from '../../facts/saw-threads.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { buildFinding } from '../../finding/build-finding.ts';
import { backendLink } from '../../finding/links/backend.ts';
import { provenLink } from '../../finding/links/link.ts';
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
        return [{ comm, pid, seconds: Number(seconds), tally, ...defined({ blocked }) }];
      });
    const tasks = latestOf(hung);
    if (tasks.length === 0) return undefined;
    const blocked = tasks.flatMap((task) => task.blocked ?? []);
    const stacks = new Map(facts.snapshot.hungTasks?.map((task) => [task.tid, task]));
    const states: Statement = {
      kind: 'hung-tasks',
      tasks: tasks.map(({ comm, pid }) => ({
        comm,
        tid: pid,
        ...defined({ waits: stacks.get(pid)?.waits }),
      })),
      longestSeconds: Math.max(...tasks.map(({ seconds }) => seconds)),
      ...(seen ? { stillBlocked: true } : {}),
    };
    return buildFinding(cause, {
      severity: 'warning',
      confidence: seen ? 'proven' : 'likely',
      summary: states,
      tasks: blocked.map(describeTask),
      chain: [
        provenLink(
          'logs',
          states,
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

/** What the call traces below the reports show. */
function stackLinks(tasks: readonly ReportedTask[]): readonly StatedLink[] {
  const shown = tasks.flatMap(({ comm, tid, waits, function: name, evidence }) =>
    waits === undefined ? [] : [{ comm, tid, waits, ...defined({ function: name }), evidence }],
  );
  if (shown.length === 0) return [];
  return [
    provenLink(
      'backend',
      { kind: 'traced-waits', tasks: shown.map(({ evidence: _, ...task }) => task) },
      shown.map(({ evidence }) => evidence),
    ),
  ];
}

function toldTids({ severity, tasks }: StatedFinding): readonly number[] {
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
