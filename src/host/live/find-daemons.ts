// Container daemons among the processes, by what they are called.
//
// comm is at most 15 characters (TASK_COMM_LEN): `docker-containe` is docker-containerd and its shims alike (docker
// 17.06 to 18.06); kubelet may run inside hyperkube or k3s. The command line then tells.

import { basename } from 'node:path';
import { parseProcStat } from '../../parse/proc/stat.ts';
import { readChild } from './killable-child.ts';
import { peekProcText } from './proc-reading.ts';
import { listPids } from './socket-owners.ts';

export type DaemonName = 'dockerd' | 'containerd' | 'kubelet' | 'crio' | 'cri-dockerd' | 'k3s';

/** A container daemon that runs. */
export interface RunningDaemon {
  readonly name: DaemonName;
  readonly pid: number;
  readonly parentPid: number;
  /** Since boot, in clock ticks; tells who is older. */
  readonly startTicks: number;
  /** The command line; empty when it cannot be read. */
  readonly args: readonly string[];
}

const COMM =
  /^(?:dockerd.*|docker-containe|docker|containerd|kubelet|hyperkube|crio|cri-dockerd|k3s(?:-server|-agent)?|rke2)$/;
const MAX_CANDIDATES = 64;

/** Daemons below a proc root, oldest first. */
export async function findDaemons(procRoot: string): Promise<readonly RunningDaemon[]> {
  const candidates = listPids(procRoot)
    .filter((pid) => COMM.test(peekProcText(`${procRoot}/${pid}/comm`)?.trimEnd() ?? ''))
    .slice(0, MAX_CANDIDATES);
  const found = await Promise.all(candidates.map((pid) => describe(procRoot, pid)));
  return found
    .filter((daemon) => daemon !== undefined)
    .sort((a, b) => a.startTicks - b.startTicks || a.pid - b.pid);
}

async function describe(procRoot: string, pid: number): Promise<RunningDaemon | undefined> {
  const text = peekProcText(`${procRoot}/${pid}/stat`);
  if (text === undefined) return undefined;
  try {
    const { comm, parentPid, startTicks, state } = parseProcStat(text);
    if (state === 'Z') return undefined;
    const args = await readArgs(`${procRoot}/${pid}/cmdline`);
    const name = daemonName(comm, args);
    return name === undefined ? undefined : { name, pid, parentPid, startTicks, args };
  } catch {
    return undefined;
  }
}

async function readArgs(file: string): Promise<string[]> {
  try {
    const bytes = await readChild('cat', ['--', file], {
      path: file,
      deadlineMs: 1000,
      maxBytes: 1024 * 1024,
    });
    return Buffer.from(bytes).toString('utf8').replace(/\0$/, '').split('\0');
  } catch {
    return [];
  }
}

function daemonName(comm: string, args: readonly string[]): DaemonName | undefined {
  const program = basename(args[0] ?? comm);
  if (comm.startsWith('dockerd')) return 'dockerd';
  if (comm === 'docker') return args[1] === 'daemon' || args[1] === '-d' ? 'dockerd' : undefined;
  if (comm === 'containerd' || program === 'docker-containerd') return 'containerd';
  if (comm === 'kubelet' || (comm === 'hyperkube' && args[1] === 'kubelet')) return 'kubelet';
  if (comm === 'crio' || comm === 'cri-dockerd') return comm;
  return /^(?:k3s|rke2)/.test(comm) && (args[1] === 'server' || args[1] === 'agent' || comm.includes('-'))
    ? 'k3s'
    : undefined;
}
