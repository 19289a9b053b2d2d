import { askManyTimes } from '../faults/give-up.ts';
import type { PodContainer } from '../rig/containers.ts';
import type { Rig } from '../rig/rig.ts';
import type { Expectation } from './scenario.ts';

const STOPS = 60;

/** The container that is stopped. */
export const API: PodContainer = {
  container: 'api',
  pod: 'api-0',
  namespace: 'shop',
  command: ['/bin/sleep', '100000'],
};

/** dockerd asks containerd to send a signal, without a deadline, and holds the container's lock meanwhile. */
export const WAITING_FOR_LOCK = {
  verdict: 'leak',
  causes: ['dockerd-container-lock-held', 'dockerd-kill-rpc-under-container-lock', 'runtime-process-stopped'],
  sockets: STOPS,
} as const satisfies Expectation;

/** Stops a container so many times at once by clients that give up: the first waits for containerd, the others for its lock. */
export async function stopBehindLock(rig: Rig, id: string, count = STOPS): Promise<void> {
  const path = `/containers/${id}/stop?t=1`;
  await askManyTimes({ socket: rig.docker.socket, method: 'POST', path, patienceMs: 1500 }, count);
}
