import type { Host } from '../../host/host.ts';
import type { Thread } from '../../model/process.ts';
import { parseCgroup } from '../../parse/proc/cgroup.ts';
import type { CgroupMembership } from '../../parse/proc/cgroup.ts';
import { parseContextSwitches } from '../../parse/proc/context-switches.ts';
import { parseMountId } from '../../parse/proc/fdinfo.ts';
import { parseFdList } from '../../parse/proc/fd-list.ts';
import { parseKernelStack } from '../../parse/proc/kernel-stack.ts';
import type { KernelFrame } from '../../parse/proc/kernel-stack.ts';
import { parseProcStat } from '../../parse/proc/stat.ts';
import type { ProcStat } from '../../parse/proc/stat.ts';
import { parseProcStatus } from '../../parse/proc/status.ts';
import type { ProcStatus } from '../../parse/proc/status.ts';
import { parseSyscall } from '../../parse/proc/syscall.ts';
import type { BlockedSyscall } from '../../parse/proc/syscall.ts';
import { parseWchan } from '../../parse/proc/wchan.ts';
import type { GapTally } from './gap-tally.ts';
import type { MountTable } from './mount-table.ts';
import { pathOf } from './task-paths.ts';
import type { OpenFile } from './task-paths.ts';
import type { ThreadMounts } from './thread-mounts.ts';
import { parseOr, tryRead } from './try-read.ts';

/** A file that was read: its path as in a case, and its text. */
export interface FactFile {
  readonly path: string;
  readonly text: string;
}

/** What /proc tells of one thread. Every part is optional. */
export interface ThreadFacts {
  readonly stat?: ProcStat;
  readonly statFile?: FactFile;
  readonly status?: ProcStatus;
  readonly statusFile?: FactFile;
  readonly wchan?: string;
  readonly wchanFile?: FactFile;
  readonly stack: readonly KernelFrame[];
  readonly stackFile?: FactFile;
  readonly syscall?: BlockedSyscall;
  readonly cgroups: readonly CgroupMembership[];
  readonly cgroupFile?: FactFile;
  readonly mounts?: MountTable;
  readonly descriptors: ReadonlyMap<number, string>;
  /** From /proc, as the task's mount namespace has it; absent where it is not known. */
  readonly currentFolder?: string;
  /** How often it has left its CPU; the same number later means that it has not run. */
  readonly switchCount?: number;
  readonly commandLine?: string;
  /** At least one file of the thread itself could be read. */
  readonly isKnown: boolean;
}

/** Files that all threads of a process share; they may also lie in the process's own folder. */
const SHARED = new Set(['cgroup', 'fd.txt', 'cmdline']);

/**
 * Reads `proc/<pid>/task/<tid>/*` of one thread. On a live host cmdline is left out: reading it takes mmap_lock, which a
 * blocked thread may hold; the thread table has the arguments.
 */
export async function readThreadFacts(
  host: Host,
  thread: Thread,
  gaps: GapTally,
  mountsOf: ThreadMounts,
): Promise<ThreadFacts> {
  const files = await readFiles(host, thread, gaps);
  const parsed = <T>(name: string, parse: (text: string) => T): T | undefined => {
    const file = files.get(name);
    if (file === undefined) return undefined;
    return parseOr(
      () => parse(file.text),
      (error) => gaps.add(name, file.path, 'malformed', error.message),
    );
  };
  const stat = parsed('stat', parseProcStat);
  const status = parsed('status', parseProcStatus);
  const switchCount = parsed('status', parseContextSwitches);
  const cwd = await tryRead(host, `proc/${thread.pid}/cwd`, 8192);
  const wchan = parsed('wchan', parseWchan);
  const syscall = parsed('syscall', parseSyscall);
  const mounts = await mountsOf.of(thread, gaps);
  const commandLine = files.get('cmdline')?.text.replaceAll('\0', ' ').trim();
  return {
    ...(stat === undefined ? {} : { stat }),
    ...fileAs('statFile', files.get('stat')),
    ...(status === undefined ? {} : { status }),
    ...fileAs('statusFile', files.get('status')),
    ...(wchan === undefined ? {} : { wchan }),
    ...fileAs('wchanFile', files.get('wchan')),
    stack: parsed('stack', parseKernelStack) ?? [],
    ...fileAs('stackFile', files.get('stack')),
    ...(syscall === undefined ? {} : { syscall }),
    cgroups: parsed('cgroup', parseCgroup) ?? [],
    ...fileAs('cgroupFile', files.get('cgroup')),
    ...(mounts === undefined ? {} : { mounts }),
    descriptors: parsed('fd.txt', parseFdList) ?? new Map<number, string>(),
    ...('text' in cwd && cwd.text.startsWith('/') ? { currentFolder: cwd.text.trimEnd() } : {}),
    ...(switchCount === undefined ? {} : { switchCount }),
    ...(commandLine === undefined || commandLine === '' ? {} : { commandLine }),
    isKnown: [...files.keys()].some((name) => !SHARED.has(name)),
  };
}

/** One open file of a thread: its path, and the mount that it lies on. */
export async function readOpenFile(
  host: Host,
  { pid, tid }: Thread,
  fd: number,
  descriptors: ReadonlyMap<number, string>,
): Promise<OpenFile> {
  const path = pathOf(descriptors.get(fd));
  for (const folder of [`proc/${pid}/task/${tid}`, `proc/${pid}`]) {
    const result = await tryRead(host, `${folder}/fdinfo/${fd}`, 65_536);
    const mountId = 'text' in result ? parseMountId(result.text) : undefined;
    if (mountId !== undefined) return { ...(path === undefined ? {} : { path }), mountId };
  }
  return path === undefined ? {} : { path };
}

async function readFiles(host: Host, thread: Thread, gaps: GapTally): Promise<ReadonlyMap<string, FactFile>> {
  const names = ['stat', 'status', 'wchan', 'stack', 'syscall', 'cgroup', 'fd.txt'];
  if (!host.live) names.push('cmdline');
  const files = new Map<string, FactFile>();
  for (const name of names) {
    const own = `proc/${thread.pid}/task/${thread.tid}/${name}`;
    const paths = SHARED.has(name) || thread.tid === thread.pid ? [own, `proc/${thread.pid}/${name}`] : [own];
    for (const path of paths) {
      const result = await tryRead(host, path);
      if ('text' in result) {
        files.set(name, { path, text: result.text });
        break;
      }
      if (result.failure.reason !== 'absent') {
        gaps.add(name, path, result.failure.reason, result.failure.detail);
        break;
      }
    }
  }
  return files;
}

function fileAs<K extends string>(key: K, file: FactFile | undefined): { [P in K]?: FactFile } {
  const part: { [P in K]?: FactFile } = {};
  if (file !== undefined) part[key] = file;
  return part;
}
