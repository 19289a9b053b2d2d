import { startCriKubelet } from '../faults/kubelet/start-kubelet.ts';
import { countCriGoroutines } from '../rig/count-goroutines.ts';
import { podContainerPid, runPodContainer } from '../rig/cri/pods.ts';
import { readStat } from '../rig/process-identity.ts';
import { waitUntil } from '../rig/wait-until.ts';
import { hangTraining, HUNG_POD, HUNG_SOURCE } from './hung-container.ts';
import type { CriScenario } from './scenario.ts';
import { hasSigkillPending } from './undeletable.ts';

const STOPS = 20;
const FIRST_DEADLINE_MS = 3_000;
/** Of a real kubelet: the grace period and two minutes. */
const DEADLINE_MS = 121_000;

/**
 * No docker: kubelet asks containerd's CRI plugin. Each StopContainer waits in containerd as long as kubelet's deadline allows, and no
 * longer; nothing is left of it then.
 */
export const containerdCri: CriScenario = {
  id: 'containerd-cri',
  summary:
    'containerd without docker: kubelet calls StopContainer for a container that hangs on FUSE, again and again',
  runtime: 'cri',
  needs: ['containerd', 'fuse'],
  expects: {
    verdict: 'stuck',
    causes: ['container-cannot-die'],
    pod: HUNG_POD,
    waits: 'fuse',
    source: new RegExp(`^${HUNG_SOURCE}$`),
  },
  async provoke(rig, count = STOPS) {
    const { spec } = await hangTraining(rig.state);
    const container = await runPodContainer(rig, spec);
    const pid = await waitUntil('the container has a first process', () =>
      podContainerPid(rig, container.id),
    );
    await waitUntil(`pid ${pid} is in D`, () => readStat(pid)?.state === 'D' || undefined);
    await startCriKubelet(rig, {
      terminating: [container],
      gracePeriod: 1,
      deadlinesMs: [FIRST_DEADLINE_MS, DEADLINE_MS],
      atOnce: count,
    });
    await waitUntil(`SIGKILL is pending in pid ${pid}`, () => hasSigkillPending(pid) || undefined, {
      patienceMs: 20_000,
    });
    await waitUntil(
      `${count} stops wait in containerd, of the second round`,
      async () => (await countCriGoroutines(rig, 'waitContainerStop')) >= count || undefined,
      { patienceMs: 30_000, everyMs: 200 },
    );
  },
};
