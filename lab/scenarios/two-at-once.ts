import { startLeakyClient } from './client-leak.ts';
import { HUNG_POD, HUNG_SOURCE, startHungContainer } from './hung-container.ts';
import type { Scenario } from './scenario.ts';
import { stopWithoutLimit } from './stop-forever.ts';

const STOPS = 200;

/** Two causes at once, to be told apart. */
export const twoAtOnce: Scenario = {
  id: 'two-at-once',
  summary: 'stops without limit of a hung container, and a client that leaks connections',
  needs: ['docker', 'fuse'],
  expects: {
    verdict: 'leak',
    causes: ['dockerd-stop-negative-timeout', 'client-connection-leak', 'container-cannot-die'],
    pod: HUNG_POD,
    waits: 'fuse',
    source: new RegExp(`^${HUNG_SOURCE}$`),
    client: 'node',
  },
  async provoke(rig) {
    await startLeakyClient(rig);
    const { container } = await startHungContainer(rig);
    await stopWithoutLimit(rig, container.id, STOPS);
  },
};
