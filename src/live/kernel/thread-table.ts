// Every thread of the host, as `ps -eLo pid,tid,ppid,stat,wchan,etimes,comm,args` would print it; ps itself reads the
// command lines of all processes one after the other, and hangs at the first one whose memory map is locked.
//
// Source: proc_pid_stat(5), proc_pid_wchan(5), proc_pid_cmdline(5); PF_KTHREAD 0x00200000 in include/linux/sched.h.

import { readdirSync } from 'node:fs';
import type { Thread } from '../../model/process.ts';
import { ParseError } from '../../parse/parse-error.ts';
import { isKernelThread, parseProcStat } from '../../parse/proc/stat.ts';
import type { ProcStat } from '../../parse/proc/stat.ts';
import { parseUptime } from '../../parse/proc/uptime.ts';
import { parseWchan } from '../../parse/proc/wchan.ts';
import { readCommandLines } from '../command-lines.ts';
import { peekProcText } from './proc-reading.ts';
import { listPids } from './socket-owners.ts';

const TICKS_PER_SECOND = 100;
const THREADS_BETWEEN_TURNS = 400;

/** A thread before its arguments are known. */
interface BareThread {
  readonly stat: ProcStat;
  readonly wchan?: string;
  readonly isKernel: boolean;
}

/** Threads by pid, then tid. Those that end meanwhile are left out; nothing here waits for a blocked task. */
export async function readThreads(procRoot: string): Promise<readonly Thread[]> {
  const uptime = parseOr(parseUptime, peekProcText(`${procRoot}/uptime`));
  const byPid = new Map<number, BareThread[]>();
  let sinceTurn = 0;
  for (const pid of listPids(procRoot)) {
    const threads = readProcess(`${procRoot}/${pid}/task`);
    if (threads.length > 0) byPid.set(pid, threads);
    sinceTurn += threads.length;
    if (sinceTurn >= THREADS_BETWEEN_TURNS) {
      sinceTurn = 0;
      await new Promise((resume) => setImmediate(resume));
    }
  }
  const userProcesses = [...byPid].filter(([, threads]) => threads[0]?.isKernel === false);
  const commandLines = await readCommandLines(
    procRoot,
    userProcesses.map(([pid, threads]) => ({ pid, mayHang: threads.some(mayHoldMemoryMap) })),
  );
  return [...byPid].flatMap(([pid, threads]) =>
    threads.map((thread) => row(pid, thread, commandLines.get(pid), uptime)),
  );
}

function readProcess(folder: string): BareThread[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  const threads: BareThread[] = [];
  for (const name of names) {
    const text = peekProcText(`${folder}/${name}/stat`);
    const stat = parseOr(parseProcStat, text);
    if (stat === undefined || text === undefined) continue;
    const isKernel = isKernelThread(text);
    const wchan =
      stat.state === 'R' ? undefined : parseOr(parseWchan, peekProcText(`${folder}/${name}/wchan`));
    threads.push(wchan === undefined ? { stat, isKernel } : { stat, wchan, isKernel });
  }
  return threads.sort((a, b) => a.stat.pid - b.stat.pid);
}

/** In D, or asleep in a file system that may not answer, perhaps within a page fault. */
function mayHoldMemoryMap({ stat, wchan }: BareThread): boolean {
  return stat.state === 'D' || /fuse|request_wait|nfs|rpc_|folio|page/.test(wchan ?? '');
}

function row(
  pid: number,
  { stat, wchan, isKernel }: BareThread,
  args: string | undefined,
  uptime: number | undefined,
): Thread {
  const elapsed = uptime === undefined ? undefined : Math.floor(uptime - stat.startTicks / TICKS_PER_SECOND);
  return {
    pid,
    tid: stat.pid,
    parentPid: stat.parentPid,
    state: stat.state,
    ...(wchan === undefined ? {} : { wchan }),
    ...(elapsed === undefined || elapsed < 0 ? {} : { elapsedSeconds: elapsed }),
    comm: stat.comm,
    args: args ?? `[${stat.comm}]`,
    ...(isKernel ? { isKernel } : {}),
    line: 0,
  };
}

function parseOr<T>(parse: (text: string) => T, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}
