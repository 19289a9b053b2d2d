import type { BlockedTask } from '../model/task.ts';

/** `, and SIGKILL takes effect` where it is pending in one of these tasks; else nothing, since an unblocked task runs on. */
export function describePendingKill(tasks: readonly BlockedTask[]): string {
  const pending = tasks.filter(({ sigkillPending }) => sigkillPending === true).length;
  if (pending === 0) return '';
  return pending === tasks.length
    ? ', and the SIGKILL that is pending takes effect'
    : `, and the SIGKILL that is pending in ${pending} of ${tasks.length} takes effect`;
}
