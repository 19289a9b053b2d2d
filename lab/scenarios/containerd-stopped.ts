import { stopProcess } from '../faults/stopped-process.ts';
import { runContainer } from '../rig/containers.ts';
import type { Scenario } from './scenario.ts';
import { API, stopBehindLock, WAITING_FOR_LOCK } from './stop-behind-lock.ts';

/** Everything that needs containerd waits for it: stops, starts, execs, and `docker version` and `docker info`. */
export const containerdStopped: Scenario = {
  id: 'containerd-stopped',
  summary:
    'containerd is stopped (SIGSTOP) and answers nobody; stops of a container pile up behind the first',
  needs: ['docker'],
  expects: WAITING_FOR_LOCK,
  async provoke(rig, count) {
    const container = await runContainer(rig, API);
    await stopProcess(rig.state, rig.containerd.process);
    await stopBehindLock(rig, container.id, count);
  },
};
