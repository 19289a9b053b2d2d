import { runContainer } from '../rig/containers.ts';
import type { CriRig } from '../rig/cri/cri-rig.ts';
import { runPodContainer } from '../rig/cri/pods.ts';
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

const HEALTHY = [1, 2, 3].map((number) => ({
  container: 'app',
  pod: `web-${number}`,
  namespace: 'shop',
  command: ['/bin/sleep', '100000'],
}));

/** Starts the containers of a healthy host. */
export async function startHealthy(rig: Rig): Promise<void> {
  for (const spec of HEALTHY) await runContainer(rig, spec);
}

/** The same through CRI. */
export async function startHealthyPods(rig: CriRig): Promise<void> {
  for (const spec of HEALTHY) await runPodContainer(rig, spec);
}
