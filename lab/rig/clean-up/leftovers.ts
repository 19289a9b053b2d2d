import { peekProcText } from '../../../src/live/kernel/proc-reading.ts';
import type { Remains } from './remains.ts';
import { findContainerPids, findLabCgroups } from './lab-cgroups.ts';
import { findMountsBelow } from './lab-mounts.ts';
import { findLabProcesses } from './lab-processes.ts';
import { findLoopDevices } from './mounts.ts';

/** What a lab still holds of this machine, a line each: processes, tasks of containers, mounts, loop devices, cgroups. */
export async function findLeftovers(remains: Remains): Promise<readonly string[]> {
  const { folder, state } = remains;
  const processes = new Set((await findLabProcesses(remains)).map(({ pid }) => pid));
  for (const pid of findContainerPids(state.cgroupParent)) processes.add(pid);
  return [
    ...[...processes].map((pid) => `process ${pid} (${peekProcText(`/proc/${pid}/comm`)?.trim() ?? '?'})`),
    ...findMountsBelow(folder).map(({ mountPoint, fstype }) => `mount ${mountPoint} (${fstype})`),
    ...findLoopDevices(folder).map((device) => `loop device ${device}`),
    ...findLabCgroups(state.cgroupParent).map((path) => `cgroup ${path}`),
  ];
}
