import { readFileSync, readdirSync } from 'node:fs';
import type { ProcessRef } from '../../model/process.ts';
import { HostError } from '../host.ts';
import { readOwnersInThreads } from '../threads/read-owners-in-threads.ts';
import type { ProcessSockets } from '../threads/read-owners-in-threads.ts';
import { Turns, visitDescriptorLinks } from './descriptor-links.ts';

/** Who holds which socket open. */
export interface SocketOwners {
  /** Inode of a socket of any family → the youngest process (highest pid) that holds it open, as `ss` names first. */
  readonly byInode: ReadonlyMap<number, ProcessRef>;
  /** Processes whose descriptors may not be read. */
  readonly deniedProcesses: number;
  /** Processes that ended while they were looked at. */
  readonly vanishedProcesses: number;
  /** Time was up before the last process; the youngest were looked at first. */
  readonly timedOut: boolean;
}

/** Below this, threads cost more than they bring. */
const WORTH_THREADS_SOCKETS = 30_000;

/**
 * Finds the owner of every socket below a proc root by reading the links of /proc/<pid>/fd. Never rejects: what cannot be
 * read is counted. `deadlineAt` is on the clock of `performance.now()`. Where there are many sockets (`socketCount`, of all
 * kinds that are looked for), several threads share the work.
 */
export async function readSocketOwners(
  procRoot: string,
  deadlineAt: number,
  socketCount = 0,
): Promise<SocketOwners> {
  const pids = listPids(procRoot).reverse();
  const shared =
    socketCount < WORTH_THREADS_SOCKETS
      ? undefined
      : await readOwnersInThreads(procRoot, pids, deadlineAt - performance.now()).catch(() => undefined);
  return shared === undefined ? readOneByOne(procRoot, pids, deadlineAt) : ownersOf(procRoot, shared);
}

function ownersOf(procRoot: string, processes: readonly ProcessSockets[]): SocketOwners {
  const byInode = new Map<number, ProcessRef>();
  for (const { pid, inodes } of processes) {
    if (inodes.every(({ length }) => length === 0)) continue;
    const owner = { pid, comm: readComm(procRoot, pid) };
    for (const some of inodes) for (const inode of some) if (!byInode.has(inode)) byInode.set(inode, owner);
  }
  const count = (failure: ProcessSockets['failure']): number =>
    processes.filter((process) => process.failure === failure).length;
  return {
    byInode,
    deniedProcesses: count('denied'),
    vanishedProcesses: count('vanished'),
    timedOut: count('late') > 0,
  };
}

async function readOneByOne(
  procRoot: string,
  pids: readonly number[],
  deadlineAt: number,
): Promise<SocketOwners> {
  const byInode = new Map<number, ProcessRef>();
  const turns = new Turns(deadlineAt);
  let deniedProcesses = 0;
  let vanishedProcesses = 0;
  let timedOut = false;
  for (const pid of pids) {
    let owner: ProcessRef | undefined;
    try {
      const complete = await visitDescriptorLinks(procRoot, pid, turns, (_descriptor, target) => {
        const inode = socketInode(target);
        if (inode === undefined || byInode.has(inode)) return;
        owner ??= { pid, comm: readComm(procRoot, pid) };
        byInode.set(inode, owner);
      });
      timedOut = !complete || turns.over;
    } catch (error) {
      if (error instanceof HostError && error.reason === 'denied') deniedProcesses++;
      else vanishedProcesses++;
    }
    if (timedOut) break;
  }
  return { byInode, deniedProcesses, vanishedProcesses, timedOut };
}

/** The processes below a proc root, lowest pid first; empty when it cannot be listed. */
export function listPids(procRoot: string): number[] {
  try {
    const names = readdirSync(procRoot).filter((name) => /^\d{1,10}$/.test(name));
    return names.map(Number).sort((a, b) => a - b);
  } catch {
    return [];
  }
}

/** `socket:[34497]` → 34497. */
function socketInode(target: string): number | undefined {
  if (!target.startsWith('socket:[') || !target.endsWith(']')) return undefined;
  const inode = Number(target.slice('socket:['.length, -1));
  return Number.isSafeInteger(inode) && inode > 0 ? inode : undefined;
}

/** /proc/<pid>/comm takes no lock of the memory map; `?` when the process has ended meanwhile. */
function readComm(procRoot: string, pid: number): string {
  try {
    const comm = readFileSync(`${procRoot}/${pid}/comm`, 'utf8');
    return comm.endsWith('\n') ? comm.slice(0, -1) : comm;
  } catch {
    return '?';
  }
}
