import { askManyTimes } from '../faults/give-up.ts';
import type { Rig } from '../rig/rig.ts';
import { waitUntil } from '../rig/wait-until.ts';
import { HUNG_POD, HUNG_SOURCE, startHungContainer } from './hung-container.ts';
import type { Scenario } from './scenario.ts';

const STOPS = 300;

/** The same pair of goroutines leaks as with the unbounded kill of older daemons, on every daemon up to today's. */
export const stopForever: Scenario = {
  id: 'stop-forever',
  summary:
    'a hung container is stopped with t=-1 again and again by clients that give up: a pair of goroutines leaks each time',
  needs: ['docker', 'fuse'],
  expects: {
    verdict: 'leak',
    causes: ['dockerd-stop-negative-timeout', 'container-cannot-die'],
    pod: HUNG_POD,
    waits: 'fuse',
    source: new RegExp(`^${HUNG_SOURCE}$`),
    sockets: STOPS,
  },
  async provoke(rig) {
    const { container } = await startHungContainer(rig);
    await stopWithoutLimit(rig, container.id, STOPS);
  },
};

/** Asks for so many stops without limit and leaves; resolves when all of them wait in dockerd. */
export async function stopWithoutLimit(rig: Rig, id: string, stops: number): Promise<void> {
  const path = `/v1.41/containers/${id}/stop?t=-1`;
  await askManyTimes({ socket: rig.docker.socket, method: 'POST', path, patienceMs: 1_500 }, stops);
  await waitUntil(
    `${stops} stops wait in dockerd`,
    async () => countWaiting(await rig.docker.text('/debug/pprof/goroutine?debug=1')) >= stops || undefined,
    { patienceMs: 60_000, everyMs: 500 },
  );
}

/** Goroutines whose stack begins in containerStop, in a profile of debug=1. */
function countWaiting(profile: string): number {
  let count = 0;
  for (const [, goroutines = '0'] of profile.matchAll(
    /^(\d+) @[^\n]*\n#\t0x[0-9a-f]+\t[^\n]*\(\*Daemon\)\.containerStop\+/gm,
  ))
    count += Number(goroutines);
  return count;
}
