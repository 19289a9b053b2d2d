import { readFileSync, readdirSync } from 'node:fs';
import type { ProcessRef } from '../../model/process.ts';
import { parseFileNr } from '../../parse/proc/file-nr.ts';
import { HostError } from '../../system/host-error.ts';
import { readOwnersInThreads } from './read-owners-in-threads.ts';
import type { ProcessSockets } from './read-owners-in-threads.ts';
import { Turns, visitDescriptorLinks } from './descriptor-links.ts';
import { peekProcText } from './proc-reading.ts';

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

/** With fewer open files on the host, threads cost more than they bring. */
const WORTH_THREADS_FILES = 30_000;

/**
 * Finds the owner of every socket below a proc root by reading the links of /proc/<pid>/fd, once the sockets are `listed`. Where
 * the host has very many open files, several threads share the work and begin at once, since the list itself takes long; a
 * socket that is opened meanwhile may have no owner then, as one that is closed meanwhile has none otherwise. Never rejects:
 * what cannot be read is counted. `deadlineAt` is on the clock of `performance.now()`.
 */
export async function readSocketOwners(
  procRoot: string,
  deadlineAt: number,
  listed: Promise<unknown> = Promise.resolve(),
): Promise<SocketOwners> {
  const inThreads =
    countOpenFiles(procRoot) < WORTH_THREADS_FILES
      ? undefined
      : readOwnersInThreads(procRoot, youngestFirst(procRoot), deadlineAt - performance.now()).catch(
          () => undefined,
        );
  await listed.catch(() => {});
  const shared = await inThreads;
  return shared === undefined
    ? readOneByOne(procRoot, youngestFirst(procRoot), deadlineAt)
    : ownersOf(procRoot, shared);
}

/** Of the whole host; 0 where it cannot be read. */
function countOpenFiles(procRoot: string): number {
  try {
    return parseFileNr(peekProcText(`${procRoot}/sys/fs/file-nr`) ?? '').allocated;
  } catch {
    return 0;
  }
}

function youngestFirst(procRoot: string): number[] {
  return listPids(procRoot).reverse();
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
