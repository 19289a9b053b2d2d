import type { FindingTask } from '../../model/diagnosis.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { BlockedTask, TaskFacts } from '../../model/task.ts';
import { formatCount } from '../../wording/figures.ts';
import { counted } from '../../wording/phrases.ts';
import { renderTasks } from '../diagnosis/text/objects.ts';
import type { Line, Pen } from '../terminal/pen.ts';
import { renderTable } from '../terminal/table.ts';
import type { StepReport } from './step-report.ts';

/** Which threads will not run until something else answers, and what that is. */
export function reportTasks({ tasks, containers }: Snapshot): StepReport {
  return {
    json:
      tasks === undefined
        ? { blocked: [] }
        : {
            threadCount: tasks.threadCount,
            blocked: tasks.blocked.map(asJson),
            inits: tasks.inits,
            fuseConnections: tasks.fuseConnections,
          },
    isEmpty: tasks === undefined,
    lines: (pen) => (tasks === undefined ? [] : describeFacts(pen, tasks, containers)),
  };
}

function asJson(task: BlockedTask): unknown {
  const { syscall, ...rest } = task;
  if (syscall === undefined) return rest;
  return {
    ...rest,
    syscall: { ...syscall, arguments: syscall.arguments.map((word) => `0x${word.toString(16)}`) },
  };
}

function describeFacts(pen: Pen, tasks: TaskFacts, containers: Snapshot['containers']): Line[] {
  const lines: Line[] = [
    [pen.span(`${formatCount(tasks.threadCount)} threads, ${formatCount(tasks.blocked.length)} blocked`)],
  ];
  if (tasks.blocked.length > 0)
    lines.push([], ...renderTasks(pen, tasks.blocked.map(asFindingTask), containers));
  const gone = tasks.inits.filter(({ state }) => state !== 'alive');
  if (gone.length > 0) lines.push([], ...describeInits(pen, gone));
  const waiting = tasks.fuseConnections.filter((connection) => connection.waiting > 0);
  if (waiting.length > 0) lines.push([]);
  for (const { minor, waiting: requests } of waiting) {
    lines.push([
      pen.span(`FUSE connection ${minor} has not answered ${counted(requests, 'request')}`, 'warn'),
    ]);
  }
  return lines;
}

function describeInits(pen: Pen, inits: TaskFacts['inits']): Line[] {
  return renderTable(
    pen,
    [{ title: 'container' }, { title: 'first process', align: 'right' }, { title: 'which is', tone: 'warn' }],
    inits.map(({ containerId, pid, state }) => [containerId.slice(0, 12), String(pid), STATES[state]]),
    pen.width,
  );
}

const STATES: Readonly<Record<TaskFacts['inits'][number]['state'], string>> = {
  alive: 'alive',
  exiting: 'dead, but its children keep the pid namespace alive',
  zombie: 'a zombie: dead, and not waited for',
  gone: 'gone',
};

function asFindingTask(task: BlockedTask): FindingTask {
  const { pid, tid, comm, state, wchan, waits, backend, sigkillPending, containerId } = task;
  return {
    pid,
    tid,
    comm,
    state,
    waits,
    ...(wchan === undefined ? {} : { wchan }),
    ...(backend === undefined ? {} : { backend }),
    ...(sigkillPending === undefined ? {} : { sigkillPending }),
    ...(containerId === undefined ? {} : { container: containerId }),
  };
}
