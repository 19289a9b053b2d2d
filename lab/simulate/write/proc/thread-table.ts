/** tasks/ps-eLo.txt: `ps -eLo pid,tid,ppid,stat,wchan:40,start_time,etimes,comm,args --no-headers -ww` (procps-ng 4). */
import type { Recording } from '../recording.ts';
import type { CaseFile } from '../case-file.ts';
import { textFile } from '../case-file.ts';
import type { SceneContainer } from '../../scene/scene.ts';
import { fill, readShape } from '../shapes.ts';
import { startTime } from '../times.ts';
import { containerdArguments, dockerdArguments, shimArguments, shimComm } from './command-lines.ts';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly stat: string;
  readonly comm: string;
  readonly args: string;
  readonly startedMs: number;
  /** Wait channel of each thread; the first is the process's own. */
  readonly wchans: readonly string[];
}

const GO_THREADS = ['futex_do_wait', 'futex_do_wait', 'do_epoll_wait', 'futex_do_wait', 'futex_do_wait'];
/** Pids of the servers of FUSE mounts. */
const FIRST_FUSE_PID = 6314;

export function threadTable(recording: Recording): CaseFile {
  const { scene, outcome } = recording;
  const nowMs = scene.epochMs + outcome.capturedMs;
  const kernel = fill(readShape('shapes', 'host/kernel-threads.txt'), timeOf(scene.bootedMs, recording));
  const rows = processes(recording).flatMap((process) =>
    process.wchans.map((wchan, nth) => rowText(process, process.pid + nth, wchan, scene.epochMs, nowMs)),
  );
  return textFile('tasks/ps-eLo.txt', `${kernel}${rows.join('')}`);
}

function processes(recording: Recording): readonly Process[] {
  const { scene, stacks, running } = recording;
  const daemon = { startedMs: scene.dockerdStartedMs, wchans: GO_THREADS };
  const kubelet = '/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --container-runtime=docker';
  return [
    { ...daemon, pid: scene.kubeletPid, parent: 1, stat: 'Ssl', comm: 'kubelet', args: kubelet },
    ...fuseServers(recording),
    {
      ...daemon,
      pid: scene.dockerdPid,
      parent: 1,
      stat: 'Ssl',
      comm: 'dockerd',
      args: dockerdArguments(stacks.set).join(' '),
    },
    {
      ...daemon,
      pid: scene.containerdPid,
      parent: scene.dockerdPid,
      stat: 'Ssl',
      comm: 'containerd',
      args: containerdArguments().join(' '),
    },
    ...running.flatMap((container) => containerProcesses(recording, container)),
  ];
}

function fuseServers({ scene }: Recording): readonly Process[] {
  return scene.containers.flatMap(({ stuck }) => {
    if (stuck === undefined || !stuck.volume.fstype.startsWith('fuse.')) return [];
    const comm = stuck.volume.fstype.slice('fuse.'.length);
    const args = `/usr/bin/${comm} ${stuck.volume.source} ${stuck.volume.hostPath} -o allow_other`;
    const pid = FIRST_FUSE_PID + stuck.index * 4;
    return [
      {
        pid,
        parent: 1,
        stat: 'Ssl',
        comm,
        args,
        startedMs: scene.dockerdStartedMs,
        wchans: ['futex_do_wait', 'fuse_dev_do_read'],
      },
    ];
  });
}

/** Shim, first process and the tasks that hang. What has ended is not there. */
function containerProcesses({ scene, stacks }: Recording, container: SceneContainer): readonly Process[] {
  const { startedMs, stuck, shimPid, initPid, argv } = container;
  const shimArgs = shimArguments(stacks.set, container.id);
  const shim: Process = {
    pid: shimPid,
    parent: stacks.set === '18.09.2' ? scene.containerdPid : 1,
    stat: 'Sl',
    comm: shimComm(),
    args: shimArgs.join(' '),
    startedMs,
    wchans: GO_THREADS,
  };
  const init = { pid: initPid, parent: shimPid, startedMs };
  const sleep = { comm: 'sleep', args: '/bin/sleep 100000', wchans: ['hrtimer_nanosleep'] };
  if (stuck === undefined) return [shim, { ...init, ...sleep, stat: 'Ss' }];
  if (stuck.tasksGone) return [shim];
  const dead = { comm: 'sleep', args: '[sleep]', wchans: ['do_wait'] };
  const first = stuck.fault.initWaits ? [{ ...init, ...(stuck.killed ? dead : sleep), stat: 'Ss' }] : [];
  // busybox cuts its arguments at the first sign that it takes for a separator
  const args = stuck.fault.initWaits ? argv.join(' ') : argv.join(' ').replaceAll('=', ' ');
  const tasks = stuck.taskPids.map((pid, nth): Process => {
    const isInit = pid === initPid;
    const wchan = readShape('shapes', `task/${stuck.fault.tasks[nth] ?? ''}/wchan.txt`);
    return {
      pid,
      parent: isInit ? shimPid : initPid,
      stat: isInit ? 'Ds' : 'D',
      comm: 'dd',
      args,
      startedMs,
      wchans: [wchan],
    };
  });
  return [shim, ...first, ...tasks];
}

function timeOf(startedMs: number, { scene, outcome }: Recording): { booted: string; elapsed: string } {
  const startedAtMs = scene.epochMs + startedMs;
  const nowMs = scene.epochMs + outcome.capturedMs;
  const elapsed = Math.floor((nowMs - startedAtMs) / 1000);
  return { booted: startTime(startedAtMs, nowMs), elapsed: String(elapsed).padStart(8) };
}

function rowText(process: Process, tid: number, wchan: string, epochMs: number, nowMs: number): string {
  const startedAtMs = epochMs + process.startedMs;
  const elapsed = Math.floor((nowMs - startedAtMs) / 1000);
  const numbers = [process.pid, tid, process.parent].map((number) => String(number).padStart(5)).join(' ');
  const times = `${startTime(startedAtMs, nowMs).padStart(5)} ${String(elapsed).padStart(7)}`;
  return `${numbers} ${process.stat.padEnd(4)} ${wchan.padEnd(40)} ${times} ${process.comm.slice(0, 15).padEnd(15)} ${process.args}\n`;
}
