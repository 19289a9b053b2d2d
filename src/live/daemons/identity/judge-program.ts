import { HostError } from '../../../system/host-error.ts';
import { programOf } from '../../paths/foreign-paths.ts';
import type { Judgement } from './judge.ts';

const PROGRAM_MS = 4000;
const GROUP_AND_OTHERS_WRITE = 0o022;
/** A set-user-ID program may be started by anybody, under any name and with any arguments. */
const SET_ID = 0o6000;

/** Whether only root can have decided what a process executes. */
export async function judgeProgram(procRoot: string, pid: number): Promise<Judgement> {
  const no = (because: string): Judgement => ({ because, facts: [], unchecked: [] });
  try {
    const { uid, mode } = await programOf(procRoot, pid, { deadlineMs: PROGRAM_MS });
    const shown = (mode & 0o7777).toString(8).padStart(3, '0');
    if (uid !== 0) return no(`its executable is owned by uid ${uid}, not root`);
    if ((mode & GROUP_AND_OTHERS_WRITE) !== 0)
      return no(`its executable may be written by others than root (mode ${shown})`);
    if ((mode & SET_ID) !== 0)
      return no(`its executable is one that any user may start as root (mode ${shown})`);
    return { facts: [`executable owned by root (mode ${shown})`], unchecked: [] };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    if (error.reason === 'denied') return { facts: [], unchecked: ['executable'] };
    return no(`its executable could not be checked: ${error.message}`);
  }
}
