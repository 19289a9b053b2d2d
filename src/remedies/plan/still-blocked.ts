import { tryRead } from '../../collect/blocked/try-read.ts';
import type { Host } from '../../host/host.ts';
import type { PlannedTask } from '../../model/release.ts';
import { stateOf } from '../verify/task-watch.ts';

/** Those of some planned tasks that are still blocked now: the same threads, in the same system calls. */
export async function findStillBlocked(
  host: Host,
  tasks: readonly PlannedTask[],
): Promise<readonly PlannedTask[]> {
  const blocked: PlannedTask[] = [];
  for (const task of tasks)
    if ((await stateOf(host, task)) === 'blocked' && (await isInSameCall(host, task))) blocked.push(task);
  return blocked;
}

/** Where the system call is known from the plan; a thread in another one has gone on since. */
async function isInSameCall(host: Host, { pid, tid, syscall }: PlannedTask): Promise<boolean> {
  if (syscall === undefined) return true;
  for (const path of [`proc/${pid}/task/${tid}/syscall`, ...(pid === tid ? [`proc/${pid}/syscall`] : [])]) {
    const result = await tryRead(host, path, 1024);
    if ('text' in result) return result.text.startsWith(`${syscall} `);
  }
  return false;
}
