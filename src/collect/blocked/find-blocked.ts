import type { Host } from '../../host/host.ts';
import type { Thread } from '../../model/process.ts';
import { syscallShape } from '../../parse/proc/syscall-table.ts';
import type { SyscallShape } from '../../parse/proc/syscall-table.ts';
import { classifyWait, isBlockedWchan } from './classify-wait.ts';
import { findFrozenByCgroup } from './freezer-state.ts';
import type { GapTally } from './gap-tally.ts';
import { descriptorsOf } from './task-paths.ts';
import type { OpenFile } from './task-paths.ts';
import { readOpenFile, readThreadFacts } from './thread-facts.ts';
import type { FactFile, ThreadFacts } from './thread-facts.ts';
import { ThreadMounts } from './thread-mounts.ts';
import type { Wait } from './wait-kind.ts';

/** More are counted, not read. */
const MAX_READ = 2000;
const PARALLEL = 8;

/** A thread that was found blocked, with what was read of it. */
export interface FoundBlocked {
  readonly thread: Thread;
  readonly facts: ThreadFacts;
  readonly wait: Wait;
  /** The state of its frozen cgroup, where only that tells what it waits for. */
  readonly freezerFile?: FactFile;
  /** Its state when its own files were read. */
  readonly state: string;
  readonly wchan?: string;
  /** What its system call is, where number and machine are known. */
  readonly shape?: SyscallShape;
  /** The files that its system call works on by their descriptors. */
  readonly openFiles: readonly OpenFile[];
}

/** Blocked threads of the table, in its order; those that were blocked only for a moment are left out. */
export async function findBlocked(
  host: Host,
  threads: readonly Thread[],
  machine: string | undefined,
  gaps: GapTally,
): Promise<readonly FoundBlocked[]> {
  const suspects = threads.filter(looksBlocked);
  if (suspects.length > MAX_READ) {
    const detail = `${suspects.length} threads look blocked; the first ${MAX_READ} were read.`;
    gaps.add('threads', 'tasks/ps-eLo.txt', 'too-large', detail);
  }
  const mounts = new ThreadMounts(host);
  const read = suspects.slice(0, MAX_READ);
  const found: (FoundBlocked | undefined)[] = [];
  for (let start = 0; start < read.length; start += PARALLEL) {
    const batch = read.slice(start, start + PARALLEL);
    found.push(...(await Promise.all(batch.map((thread) => examine(host, thread, machine, gaps, mounts)))));
  }
  return found.filter((one) => one !== undefined);
}

/** Kernel threads belong to nobody's container, and idle in D for their own reasons. */
function looksBlocked({ state, wchan, isKernel }: Thread): boolean {
  if (isKernel === true) return false;
  return state === 'D' || (canSleep(state) && wchan !== undefined && isBlockedWchan(wchan));
}

async function examine(
  host: Host,
  thread: Thread,
  machine: string | undefined,
  gaps: GapTally,
  mounts: ThreadMounts,
): Promise<FoundBlocked | undefined> {
  const facts = await readThreadFacts(host, thread, gaps, mounts);
  if (!facts.isKnown) {
    if (host.live) return undefined;
    const source = `proc/${thread.pid}/task/${thread.tid}`;
    const detail = `Only the line in the thread table is known of thread ${thread.tid} (${thread.comm}).`;
    gaps.add('thread', source, 'absent', detail);
  }
  const state = facts.stat?.state ?? facts.status?.state ?? thread.state;
  const wchan = facts.wchan ?? thread.wchan;
  const stack = facts.stack.map((frame) => frame.function);
  const trace = stack.length > 0 || wchan === undefined ? stack : [wchan];
  const isStill = state === 'D' || (canSleep(state) && trace.some(isBlockedWchan));
  if (!isStill) return undefined;
  const shape = facts.syscall && syscallShape(machine ?? machineOfStack(stack), facts.syscall.number);
  const seen = classifyWait(trace, shape?.writes);
  const openFiles: OpenFile[] = [];
  for (const fd of descriptorsOf(facts.syscall, shape))
    openFiles.push(await readOpenFile(host, thread, fd, facts.descriptors));
  const frozen =
    state === 'D' && (seen.waits === 'other' || seen.waits === 'lock')
      ? await findFrozenByCgroup(host, facts.cgroups)
      : undefined;
  return {
    thread,
    facts,
    wait: frozen?.wait ?? seen,
    ...(frozen === undefined ? {} : { freezerFile: frozen.file }),
    state,
    ...(wchan === undefined ? {} : { wchan }),
    ...(shape === undefined ? {} : { shape }),
    openFiles,
  };
}

/** The functions through which a system call comes in have names of their own on each architecture. */
function machineOfStack(stack: readonly string[]): string | undefined {
  if (stack.some((name) => name.startsWith('entry_SYSCALL_64') || name.startsWith('__x64_sys_')))
    return 'x86_64';
  if (stack.some((name) => name.startsWith('el0_svc') || name.startsWith('__arm64_sys_'))) return 'aarch64';
  return undefined;
}

function canSleep(state: string): boolean {
  return state === 'S' || state === 'D';
}
