import { stopProcess } from '../faults/stopped-process.ts';
import { initPid, runContainer } from '../rig/containers.ts';
import { identify, readStat } from '../rig/process-identity.ts';
import { waitUntil } from '../rig/wait-until.ts';
import type { Scenario } from './scenario.ts';
import { API, stopBehindLock, WAITING_FOR_LOCK } from './stop-behind-lock.ts';

/** Only this container is lost; containerd answers for every other. */
export const shimStopped: Scenario = {
  id: 'shim-stopped',
  summary: "a container's shim is stopped (SIGSTOP); stops of the container pile up behind the first",
  needs: ['docker'],
  expects: WAITING_FOR_LOCK,
  async provoke(rig, count) {
    const container = await runContainer(rig, API);
    const pid = await waitUntil('the container has a first process', () => initPid(rig, container.id));
    const shim = identify(readStat(pid)?.parentPid ?? 0);
    if (shim === undefined) throw new Error(`the parent of pid ${pid}, its shim, is not there`);
    await stopProcess(rig.state, shim);
    await stopBehindLock(rig, container.id, count);
  },
};
