import type { TaskStatement } from '../../model/statements/tasks.ts';
import { formatCount, formatDuration } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';
import { WAIT_KINDS } from './waits.ts';
import type { Words } from './words.ts';

export const TASK_WORDS: Words<TaskStatement> = {
  'blocked-task-unknown': () =>
    'Which task keeps a container alive is not known (ps -eLo pid,tid,stat,wchan:32,comm | grep " D").',
  'tasks-blocked': ({ tasks }) => {
    const names = listed(tasks.map(({ comm, tid }) => `${comm} (${tid})`));
    const states = listed([...new Set(tasks.map(({ state }) => state))].sort());
    const pending = tasks.filter(({ sigkillPending }) => sigkillPending).length;
    const killed =
      pending === 0
        ? ''
        : pending < tasks.length
          ? `, SIGKILL pending in ${formatCount(pending)} of them`
          : ' with SIGKILL pending';
    return `${names} ${tasks.length === 1 ? 'is' : 'are'} in state ${states}${killed}.`;
  },
  'init-exited': ({ pid, state }) =>
    state === 'exiting'
      ? `The container init (PID ${pid}) has exited; its children still hold the PID namespace.`
      : `The container init (PID ${pid}) is a zombie that its parent has not reaped.`,
  'host-tasks-blocked': ({ count, tasks, backends }) => {
    const names = tasks.map(({ comm, pid, startedSecondsAgo: ago }) =>
      ago === undefined ? `${comm} (${pid})` : `${comm} (${pid}, started ${formatDuration(ago)} ago)`,
    );
    const sources = backends.map((one) =>
      'waits' in one ? WAIT_KINDS[one.waits] : `${one.source} (${one.fstype})`,
    );
    return `${counted(count, 'task')} outside of containers ${count === 1 ? 'is' : 'are'} in uninterruptible sleep (D): ${listed([...new Set(names)], 3)}, waiting for ${listed([...new Set(sources)].sort(), 3)}.`;
  },
};
