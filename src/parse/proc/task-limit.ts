// Limits of tasks (threads): proc_sys_kernel(5) for pid_max and threads-max, Linux kernel/cgroup/pids.c (pids_max_show,
// pids_current_read) for pids.max and pids.current of a cgroup, the same in v1 and v2.
//
//     4194304
//     max

import { ParseError } from '../parse-error.ts';
import type { CgroupMembership } from './cgroup.ts';

/** One number; infinite where there is no limit (`max`). */
export function parseTaskLimit(text: string): number {
  const [, word] = /^\s*(\d{1,15}|max)\s*$/.exec(text.slice(0, 64)) ?? [];
  if (word === undefined) throw new ParseError('task-limit', 0, 'a number or max', text);
  return word === 'max' ? Number.POSITIVE_INFINITY : Number(word);
}

/** Deeper cgroups are looked at from their upper end. */
const MOST_LEVELS = 12;

/**
 * Folders of the cgroups that limit the tasks of a process, as a case names them, the innermost first: the limit of each cgroup above
 * holds as well. The root has no limit. Empty where the pids controller is not known, or the path leads out of what is mounted.
 */
export function taskLimitFolders(memberships: readonly CgroupMembership[]): readonly string[] {
  const v1 = memberships.find(({ controllers }) => controllers.includes('pids'));
  const v2 = memberships.find(({ hierarchy }) => hierarchy === 0);
  const path = v1?.path ?? v2?.path ?? '/';
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.includes('..')) return [];
  const root = v1 === undefined ? 'sys/fs/cgroup' : 'sys/fs/cgroup/pids';
  return parts
    .slice(0, MOST_LEVELS)
    .map((_, index) => [root, ...parts.slice(0, index + 1)].join('/'))
    .reverse();
}
