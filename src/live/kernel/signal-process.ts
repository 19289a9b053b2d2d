import { parseProcStat } from '../../parse/proc/stat.ts';
import { HostError } from '../../system/host-error.ts';
import { hostError } from '../../system/system-error.ts';
import { peekProcText } from './proc-reading.ts';

/** One process, and no other that gets its pid later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot at which it was started. */
  readonly startTicks: number;
}

/** Whether the process still runs, and is the one it was. */
export function isRunning({ pid, startTicks }: ProcessIdentity): boolean {
  const text = peekProcText(`/proc/${pid}/stat`);
  if (text === undefined) return false;
  try {
    const stat = parseProcStat(text);
    return stat.startTicks === startTicks && stat.state !== 'Z';
  } catch {
    return false;
  }
}

/** Sends a signal to a process of this pid namespace, if it still is the one it was; HostError otherwise. */
export function signalProcess(who: ProcessIdentity, signal: NodeJS.Signals): void {
  const path = `proc/${who.pid}`;
  if (!isRunning(who)) {
    throw new HostError(path, 'absent', `process ${who.pid} has ended; nobody was sent ${signal}`);
  }
  try {
    process.kill(who.pid, signal);
  } catch (error) {
    const { reason } = hostError(path, error);
    const why = reason === 'denied' ? 'this user may not: run as root' : 'it has ended';
    throw new HostError(path, reason, `process ${who.pid} cannot be sent ${signal}: ${why}`, {
      cause: error,
    });
  }
}
