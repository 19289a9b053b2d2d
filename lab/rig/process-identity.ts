import { peekProcText } from '../../src/live/kernel/proc-reading.ts';
import { parseProcStat } from '../../src/parse/proc/stat.ts';
import type { ProcStat } from '../../src/parse/proc/stat.ts';
import { sleep } from './wait-until.ts';

/** One process and no other that gets its pid later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot at which it was started. */
  readonly startTicks: number;
}

/** Who a pid is now; undefined when nobody, or only a zombie, has it. */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid);
  return stat === undefined || stat.state === 'Z' ? undefined : { pid, startTicks: stat.startTicks };
}

export function isAlive({ pid, startTicks }: ProcessIdentity): boolean {
  return identify(pid)?.startTicks === startTicks;
}

/** The line of /proc/<pid>/stat; undefined when the process has ended. */
export function readStat(pid: number): ProcStat | undefined {
  const text = peekProcText(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  try {
    return parseProcStat(text);
  } catch {
    return undefined;
  }
}

/** Sends a signal if the process is still the one it was. */
export function signal(who: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(who)) return;
  try {
    process.kill(who.pid, name);
  } catch {
    // it has just ended
  }
}

/** SIGTERM, and SIGKILL to those that are there after `patienceMs`; the ones that outlive even that. */
export async function endProcesses(
  all: readonly ProcessIdentity[],
  patienceMs = 5000,
): Promise<readonly ProcessIdentity[]> {
  let left = all.filter(isAlive);
  for (const [name, waitMs] of [
    ['SIGTERM', patienceMs],
    ['SIGKILL', 3000],
  ] as const) {
    for (const who of left) signal(who, name);
    for (let waitedMs = 0; left.length > 0 && waitedMs < waitMs; waitedMs += 20) {
      await sleep(20);
      left = left.filter(isAlive);
    }
  }
  return left;
}
