// Processes that call themselves container daemons, with all that /proc tells of them without waiting for anything.
//
// Thousands may do so, and each of them may be anybody's: of each only its name is read, and its status. No child runs for one.

import { parseProcStat } from '../../../parse/proc/stat.ts';
import { parseProcStatus, parseUserIds } from '../../../parse/proc/status.ts';
import { peekProcText } from '../../kernel/proc-reading.ts';
import { listPids } from '../../kernel/socket-owners.ts';
import { mayBeDaemon } from './daemon-name.ts';

export interface Candidate {
  readonly pid: number;
  readonly comm: string;
  readonly parentPid: number;
  readonly startTicks: number;
  readonly uids: readonly number[];
  readonly namespacePids: readonly number[];
}

const PIDS_PER_TURN = 500;

/** All of them, by pid; those that end meanwhile are left out. */
export async function readCandidates(procRoot: string): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  for (const [index, pid] of listPids(procRoot).entries()) {
    if (index % PIDS_PER_TURN === PIDS_PER_TURN - 1) await new Promise((resume) => setImmediate(resume));
    const comm = peekProcText(`${procRoot}/${pid}/comm`)?.replace(/\n$/, '') ?? '';
    if (!mayBeDaemon(comm)) continue;
    const candidate = readCandidate(procRoot, pid);
    if (candidate !== undefined) found.push(candidate);
  }
  return found;
}

/** Undefined for a process that has ended, and for one whose files are damaged. */
export function readCandidate(procRoot: string, pid: number): Candidate | undefined {
  try {
    const { comm, parentPid, startTicks, state } = parseProcStat(
      peekProcText(`${procRoot}/${pid}/stat`) ?? '',
    );
    if (state === 'Z' || state === 'X') return undefined;
    const status = peekProcText(`${procRoot}/${pid}/status`);
    const namespacePids = status === undefined ? [] : parseProcStatus(status).namespacePids;
    return { pid, comm, parentPid, startTicks, uids: parseUserIds(status ?? ''), namespacePids };
  } catch {
    return undefined;
  }
}
