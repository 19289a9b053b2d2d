import type { ChainLink, FindingTask } from '../../../model/diagnosis.ts';
import type { BlockedTask, ContainerInit } from '../../../model/task.ts';
import { formatCount } from '../../../wording/figures.ts';
import { listed } from '../../../wording/phrases.ts';
import { provenLink, unknownLink } from './link.ts';

/** Which tasks of the containers will not run, with SIGKILL pending or not, and how the first processes are. */
export function tasksLink(tasks: readonly BlockedTask[], inits: readonly ContainerInit[]): ChainLink {
  const dead = inits.filter((init) => init.state === 'exiting' || init.state === 'zombie');
  if (tasks.length === 0 && dead.length === 0)
    return unknownLink(
      'tasks',
      'Which task keeps a container alive is not known (ps -eLo pid,tid,stat,wchan:32,comm | grep " D").',
    );
  const pending = tasks.filter((task) => task.sigkillPending === true).length;
  const said = [
    tasks.length === 0 ? undefined : describeTasks(tasks, pending),
    ...dead.map((init) =>
      init.state === 'exiting'
        ? `The first process ${init.pid} is dead, but its children keep the pid namespace alive.`
        : `The first process ${init.pid} is a zombie that its parent has not reaped.`,
    ),
  ];
  return provenLink('tasks', said.filter(Boolean).join(' '), [
    ...tasks.map((task) => task.evidence[0]),
    ...tasks.map((task) => task.evidence.find((one) => /^S(?:ig|hd)Pnd/.test(one.quote))),
    ...dead.map((init) => init.evidence),
  ]);
}

function describeTasks(tasks: readonly BlockedTask[], pending: number): string {
  const names = listed(tasks.map((task) => `${task.comm} (${task.tid})`));
  const states = listed([...new Set(tasks.map((task) => task.state))].sort());
  const killed =
    pending === 0
      ? ''
      : pending < tasks.length
        ? `, SIGKILL pending in ${formatCount(pending)} of them`
        : ` with SIGKILL pending`;
  return `${names} ${tasks.length === 1 ? 'is' : 'are'} in state ${states}${killed}.`;
}

/** A blocked task as a finding shows it. */
export function describeTask(task: BlockedTask): FindingTask {
  return {
    pid: task.pid,
    tid: task.tid,
    comm: task.comm,
    state: task.state,
    ...(task.wchan === undefined ? {} : { wchan: task.wchan }),
    waits: task.waits,
    ...(task.backend === undefined ? {} : { backend: task.backend }),
    ...(task.sigkillPending === undefined ? {} : { sigkillPending: task.sigkillPending }),
    ...(task.containerId === undefined ? {} : { container: task.containerId }),
  };
}
