// Which files of /proc and /sys may be read, and how.
//
// Source: Linux fs/proc/base.c (tid_base_stuff), fs/proc/task_mmu.c, fs/proc/array.c. What needs the memory map of a task
// (get_cmdline, smaps_rollup: mmap_lock) hangs with it; before 5.11 stack, syscall and auxv waited for cred_guard_mutex,
// which a task holds that hangs in execve (lock_trace; "exec: Transform exec_update_mutex into a rw_semaphore").

/**
 * `direct`: never waits. `child`: may wait for a blocked task. `thread`: may wait for a driver; under a deadline. `link`: the
 * link itself is read, and never followed.
 */
export type ReadingWay = 'direct' | 'child' | 'thread' | 'descriptors' | 'link';

const LINK = /^proc\/(?:self|\d{1,10})(?:\/task\/\d{1,10})?\/(?:ns\/[a-z_]{1,32}|cwd)$/;
/** What a driver adds to it may wait for the driver. */
const DESCRIPTOR = /^proc\/(?:self|\d{1,10})(?:\/task\/\d{1,10})?\/fdinfo\/\d{1,10}$/;
const TASK = /^proc\/(?:self|\d{1,10})(?:\/task\/\d{1,10})?\/([a-z_.]+)$/;
const OF_TASK = new Map<string, ReadingWay>([
  ['stat', 'direct'],
  ['status', 'direct'],
  ['wchan', 'direct'],
  ['comm', 'direct'],
  ['limits', 'direct'],
  ['cgroup', 'direct'],
  ['mountinfo', 'direct'],
  ['io', 'direct'],
  ['sched', 'direct'],
  ['schedstat', 'direct'],
  ['oom_score', 'direct'],
  ['oom_score_adj', 'direct'],
  ['stack', 'direct'],
  ['syscall', 'direct'],
  ['cmdline', 'child'],
  ['smaps_rollup', 'child'],
  ['fd.txt', 'descriptors'],
]);
const BEFORE_5_11 = new Set(['stack', 'syscall']);
/** `kmsg` waits, `kcore` is all memory, `kpage*` and `sched_debug` are huge. */
const OF_HOST =
  /^proc\/(?:loadavg|meminfo|stat|uptime|filesystems|mounts|cgroups|devices|version|vmstat|locks|swaps|cpuinfo|partitions|diskstats|cmdline|net\/[a-z0-9_]+|pressure\/[a-z]+)$/;

/** How a path of the case layout below `proc/` or `sys/` is read; `undefined` when it is not served. */
export function readingWay(path: string, kernelRelease: string): ReadingWay | undefined {
  if (path.startsWith('sys/') || path.startsWith('proc/sys/')) return 'thread';
  if (LINK.test(path)) return 'link';
  if (DESCRIPTOR.test(path)) return 'thread';
  const [, leaf] = TASK.exec(path) ?? [];
  if (leaf === undefined) return OF_HOST.test(path) ? 'direct' : undefined;
  return BEFORE_5_11.has(leaf) && isBefore(kernelRelease, 5, 11) ? 'child' : OF_TASK.get(leaf);
}

/** Links of /proc that lead out of it: a root, a working folder, whatever is open or mapped. */
const LEADS_OUT = /^proc\/[^/]+(?:\/task\/[^/]+)?\/(?:(?:root|cwd|exe)(?:\/|$)|(?:fd|map_files|ns)\/)/;

/** Whether a folder of the case layout below `proc/` or `sys/` is one of the kernel's own, and may be listed. */
export function isKernelFolder(path: string): boolean {
  return !LEADS_OUT.test(path);
}

function isBefore(release: string, major: number, minor: number): boolean {
  const [, first, second] = /^(\d{1,4})\.(\d{1,4})/.exec(release) ?? [];
  return first === undefined || Number(first) < major || (Number(first) === major && Number(second) < minor);
}
