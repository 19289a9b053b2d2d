import { investigate } from '../../../../src/investigate/investigate.ts';
import type { Diagnosis, Finding } from '../../../../src/model/diagnosis.ts';
import { caseOf } from '../../../collect/case-folder.ts';

/** One thread as `ps -eLo pid,tid,ppid,stat,wchan:40,start_time,etimes,comm,args` prints it. */
export interface WrittenThread {
  readonly pid: number;
  readonly tid?: number;
  readonly parentPid?: number;
  readonly state?: string;
  readonly wchan?: string;
  readonly elapsedSeconds?: number;
  readonly comm: string;
  readonly args?: string;
}

/** So many threads every host has. */
const KERNEL_THREADS = Array.from({ length: 40 }, (_, index) => ({
  pid: 10 + index,
  parentPid: 2,
  state: 'I',
  comm: `kworker/${index}:0`,
  args: `[kworker/${index}:0]`,
}));

export const CONTAINERD: WrittenThread = { pid: 900, comm: 'containerd', args: '/usr/bin/containerd' };
export const DOCKERD: WrittenThread = { pid: 901, comm: 'dockerd', args: '/usr/bin/dockerd -H fd://' };

/** The thread table of a host on which these run besides init and the kernel's own. */
export function threadTable(...threads: readonly WrittenThread[]): string {
  const init = { pid: 1, parentPid: 0, comm: 'systemd', args: '/sbin/init' };
  const kthreadd = { pid: 2, parentPid: 0, comm: 'kthreadd', args: '[kthreadd]' };
  return [init, kthreadd, ...KERNEL_THREADS, ...threads].map((thread) => `${row(thread)}\n`).join('');
}

function row(thread: WrittenThread): string {
  const { pid, tid = pid, parentPid = 1, state = 'S', wchan = '-', elapsedSeconds = 90_000, comm } = thread;
  return `${pid} ${tid} ${parentPid} ${state} ${wchan} 02:07 ${elapsedSeconds} ${comm.slice(0, 15).padEnd(15)} ${thread.args ?? comm}`;
}

/** The files of a task in D: what it sleeps in, leaf first, and whether SIGKILL is pending. */
export function blockedFiles(
  pid: number,
  comm: string,
  stack: readonly string[],
  killed = false,
): Readonly<Record<string, string>> {
  const folder = `proc/${pid}/task/${pid}`;
  return {
    [`${folder}/stat`]: `${pid} (${comm}) D 1 ${pid} ${pid} 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0\n`,
    [`${folder}/status`]: `Name:\t${comm}\nState:\tD (disk sleep)\nTgid:\t${pid}\nPid:\t${pid}\nPPid:\t1\nNSpid:\t${pid}\nSigPnd:\t0000000000000000\nShdPnd:\t${killed ? '0000000000000100' : '0000000000000000'}\n`,
    [`${folder}/stack`]: stack.map((name) => `[<0>] ${name}+0x10/0x20\n`).join(''),
    [`${folder}/cgroup`]: '0::/system.slice/some.service\n',
  };
}

/** The diagnosis of a host with these files. */
export async function diagnose(files: Readonly<Record<string, string>>): Promise<Diagnosis> {
  return investigate(await caseOf(files));
}

/** The finding of this cause there; undefined when there is none. */
export function findingOf({ findings }: Diagnosis, cause: string): Finding | undefined {
  return findings.find((finding) => finding.cause === cause);
}
