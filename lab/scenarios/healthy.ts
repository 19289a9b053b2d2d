import { runContainer } from '../rig/containers.ts';
import type { Rig } from '../rig/rig.ts';
import type { Scenario } from './scenario.ts';

/** Three containers that sleep; every other incident begins so. */
export const healthy: Scenario = {
  id: 'healthy',
  summary: 'three containers that sleep: nothing to find',
  needs: ['docker'],
  expects: { verdict: 'healthy', causes: [] },
  provoke: () => Promise.resolve(),
};

/** Starts the containers of a healthy host. */
export async function startHealthy(rig: Rig): Promise<void> {
  for (const number of [1, 2, 3])
    await runContainer(rig, {
      container: 'app',
      pod: `web-${number}`,
      namespace: 'shop',
      command: ['/bin/sleep', '100000'],
    });
}
