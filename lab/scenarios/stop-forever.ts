import { askManyTimes } from '../faults/give-up.ts';
import { startKubelet } from '../faults/kubelet/start-kubelet.ts';
import { countGoroutines } from '../rig/count-goroutines.ts';
import type { Rig } from '../rig/rig.ts';
import { waitUntil } from '../rig/wait-until.ts';
import { HUNG_POD, HUNG_SOURCE, startHungContainer } from './hung-container.ts';
import type { Scenario } from './scenario.ts';

const STOPS = 300;

/** The same pair of goroutines leaks as with the unbounded kill of older daemons, on every daemon up to today's. */
export const stopForever: Scenario = {
  id: 'stop-forever',
  summary:
    'kubelet stops a hung container with t=-1 again and again, and gives up each time: a pair of goroutines leaks with each',
  needs: ['docker', 'fuse'],
  expects: {
    verdict: 'leak',
    causes: ['dockerd-stop-negative-timeout', 'container-cannot-die'],
    pod: HUNG_POD,
    waits: 'fuse',
    source: new RegExp(`^${HUNG_SOURCE}$`),
    sockets: STOPS,
  },
  async provoke(rig, count = STOPS) {
    const { container } = await startHungContainer(rig);
    await startKubelet(rig, { terminating: [container], gracePeriod: -1, atOnce: count, rounds: 1 });
    await waitForStops(rig, count);
  },
};

/** Asks for so many stops without limit and leaves; resolves when all of them wait in dockerd. */
export async function stopWithoutLimit(rig: Rig, id: string, stops: number): Promise<void> {
  const path = `/v1.41/containers/${id}/stop?t=-1`;
  await askManyTimes({ socket: rig.docker.socket, method: 'POST', path, patienceMs: 1_500 }, stops);
  await waitForStops(rig, stops);
}

async function waitForStops(rig: Rig, stops: number): Promise<void> {
  await waitUntil(
    `${stops} stops wait in dockerd`,
    async () => (await countGoroutines(rig, 'containerStop')) >= stops || undefined,
    { patienceMs: 60_000, everyMs: 500 },
  );
}
