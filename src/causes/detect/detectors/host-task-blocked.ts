/**
 * Processes outside of containers in uninterruptible sleep. Ordinary reads and writes are in D for moments, so one counts only where
 * something else shows that it will not return: SIGKILL is pending, its NFS server is silent, or it is a program that lives for
 * moments (runc, a mount helper) and is minutes old.
 */
import type { Finding } from '../../../model/diagnosis.ts';
import type { BlockedTask, WaitsFor } from '../../../model/task.ts';
import { counted, listed } from '../../../wording/phrases.ts';
import { findSilentServers } from '../../facts/silent-servers.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { adviseForBackends } from '../../finding/backend-advice.ts';
import { buildFinding } from '../../finding/build-finding.ts';
import { backendLink } from '../../finding/links/backend.ts';
import { describeTask, tasksLink } from '../../finding/links/tasks.ts';
import type { Detector } from '../detector.ts';

/** Waits that only something else ends; a disk may just be slow. */
const UNANSWERED: ReadonlySet<WaitsFor> = new Set(['fuse', 'nfs', 'frozen-fs', 'frozen-cgroup']);
/** Programs that do one thing and end. */
const SHORT_LIVED =
  /^(?:runc(?::.*)?|crun|docker-runc|runsc|mount(?:\..+)?|umount(?:\..+)?|fusermount3?|docker-proxy-init|crictl|ctr|nsenter|df|stat|ls)$/;
const LONG_FOR_SHORT_LIVED_SECONDS = 120;

export const hostTaskBlocked: Detector = {
  cause: 'host-task-blocked',
  order: 14,
  detect(facts, cause, found) {
    const told = new Set(found.flatMap(({ tasks }: Finding) => tasks.map(({ tid }) => tid)));
    const silent = findSilentServers(facts.snapshot).map(({ server }) => server);
    const tasks = (facts.snapshot.tasks?.blocked ?? []).filter(
      (task) =>
        task.containerId === undefined &&
        task.isUntrusted !== true &&
        !told.has(task.tid) &&
        mayNotReturn(task, silent),
    );
    if (tasks.length === 0) return undefined;
    const names = listed([...new Set(tasks.map(({ comm, pid }) => `${comm} (${pid})`))], 3);
    const backends = [...new Set(tasks.flatMap(({ backend }) => backend?.source ?? []))].sort();
    const what = backends.length === 0 ? '' : `, waiting for ${listed(backends, 3)}`;
    return buildFinding(cause, {
      severity: 'warning',
      confidence: tasks.every(({ sigkillPending }) => sigkillPending === true) ? 'proven' : 'likely',
      summary: `${counted(tasks.length, 'task')} outside of containers ${tasks.length === 1 ? 'is' : 'are'} in uninterruptible sleep: ${names}${what}.`,
      tasks: tasks.map(describeTask),
      chain: [tasksLink(tasks, []), backendLink(facts, tasks)],
      remedies: [
        ...adviseForBackends(tasks),
        ...adviseFromKnowledge(
          facts,
          cause,
          undefined,
          [],
          tasks.map(({ pid }) => pid),
        ),
      ],
    });
  },
};

function mayNotReturn(task: BlockedTask, silent: readonly string[]): boolean {
  const { waits, sigkillPending, backend, comm, elapsedSeconds = 0, state } = task;
  if (!UNANSWERED.has(waits) || state !== 'D') return false;
  if (sigkillPending === true) return true;
  if (waits === 'nfs' && silent.some((server) => backend?.source.startsWith(`${server}:`) ?? false))
    return true;
  return SHORT_LIVED.test(comm) && elapsedSeconds >= LONG_FOR_SHORT_LIVED_SECONDS;
}
