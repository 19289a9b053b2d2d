import { endEventStream, startEventProxy } from '../faults/event-proxy/start-event-proxy.ts';
import { askManyTimes } from '../faults/give-up.ts';
import { initPid, runContainer } from '../rig/containers.ts';
import { countGoroutines } from '../rig/count-goroutines.ts';
import { identify, signal } from '../rig/process-identity.ts';
import { waitUntil } from '../rig/wait-until.ts';
import type { Scenario } from './scenario.ts';

const STOPS = 60;
const STOP_TIMEOUT_SECONDS = 600;

/**
 * dockerd never hears that the job has ended: it stays Up. From 20.10 on a stop helps itself: containerd says that there is no such
 * task, and after the container's stop time-out (moby#41341) dockerd believes it. Until then, here ten minutes, each stop waits,
 * also when its client has gone.
 */
export const eventStreamLost: Scenario = {
  id: 'event-stream-lost',
  summary: "dockerd's event stream ends with CANCELLED; a job ends unseen, and is stopped again and again",
  needs: ['docker'],
  between: startEventProxy,
  expects: {
    verdict: 'stuck',
    causes: ['dockerd-event-stream-stopped-canceled', 'dockerd-stop-of-vanished-task'],
    sockets: STOPS,
  },
  async provoke(rig, count = STOPS) {
    const container = await runContainer(rig, {
      container: 'job',
      pod: 'report-0',
      namespace: 'batch',
      command: ['/bin/sleep', '100000'],
      stopTimeoutSeconds: STOP_TIMEOUT_SECONDS,
    });
    const pid = await waitUntil('the container has a first process', () => initPid(rig, container.id));
    const job = identify(pid);
    await endEventStream(rig.state);
    if (job !== undefined) signal(job, 'SIGKILL');
    await waitUntil(`pid ${pid} is gone`, () => identify(pid) === undefined || undefined);
    const path = `/containers/${container.id}/stop`;
    await askManyTimes({ socket: rig.docker.socket, method: 'POST', path, patienceMs: 1500 }, count);
    await waitUntil(
      `${count} stops wait in dockerd`,
      async () => (await countGoroutines(rig, 'containerStop')) >= count || undefined,
      { patienceMs: 30_000, everyMs: 500 },
    );
  },
};
