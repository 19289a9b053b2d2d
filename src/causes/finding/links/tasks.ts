import { defined } from '../../../model/defined.ts';
import type { FindingTask } from '../../../model/diagnosis.ts';
import type { StatedLink } from '../../../model/stated-finding.ts';
import type { TaskStatement } from '../../../model/statements/tasks.ts';
import type { BlockedTask, ContainerInit } from '../../../model/task.ts';
import { provenLink, unknownLink } from './link.ts';

/** Which tasks of the containers are blocked, with SIGKILL pending or not, and how the inits are. */
export function tasksLink(tasks: readonly BlockedTask[], inits: readonly ContainerInit[]): StatedLink {
  const dead = inits.flatMap(({ pid, state, evidence }) =>
    state === 'exiting' || state === 'zombie' ? [{ pid, state, evidence }] : [],
  );
  if (tasks.length === 0 && dead.length === 0) return unknownLink('tasks', { kind: 'blocked-task-unknown' });
  const states: TaskStatement[] = dead.map(({ pid, state }) => ({ kind: 'init-exited', pid, state }));
  if (tasks.length > 0)
    states.unshift({
      kind: 'tasks-blocked',
      tasks: tasks.map(({ comm, tid, state, sigkillPending }) => ({
        comm,
        tid,
        state,
        sigkillPending: sigkillPending === true,
      })),
    });
  return provenLink('tasks', states, [
    ...tasks.map((task) => task.evidence[0]),
    ...tasks.map((task) => task.evidence.find((one) => /^S(?:ig|hd)Pnd/.test(one.quote))),
    ...dead.map(({ evidence }) => evidence),
  ]);
}

/** A blocked task as a finding shows it. */
export function describeTask(task: BlockedTask): FindingTask {
  const { pid, tid, comm, state, wchan, waits, backend, sigkillPending, containerId: container } = task;
  return { pid, tid, comm, state, waits, ...defined({ wchan, backend, sigkillPending, container }) };
}
