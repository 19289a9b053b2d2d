import { dirname } from 'node:path';
import { readFileSync } from 'node:fs';
import { freezeCgroup } from '../faults/frozen-cgroup.ts';
import { askManyTimes } from '../faults/give-up.ts';
import { initPid, runContainer } from '../rig/containers.ts';
import { waitUntil } from '../rig/wait-until.ts';
import type { Scenario } from './scenario.ts';
import { hasSigkillPending } from './undeletable.ts';

/** A pod that was frozen above its containers, where runc does not thaw it before it kills. */
export const frozenCgroup: Scenario = {
  id: 'frozen-cgroup',
  summary: "a pod's cgroup is frozen, and its container is stopped",
  needs: ['docker'],
  expects: { verdict: 'stuck', causes: ['container-cannot-die'], pod: 'batch/job-0', waits: 'frozen-cgroup' },
  async provoke(rig) {
    const container = await runContainer(rig, {
      container: 'job',
      pod: 'job-0',
      namespace: 'batch',
      command: ['/bin/sleep', '100000'],
    });
    const pid = await waitUntil('the container has a first process', () => initPid(rig, container.id));
    const path = /^\d+:freezer:(.+)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))?.[1] ?? '';
    await freezeCgroup(rig.state, dirname(path));
    await askManyTimes(
      {
        socket: rig.docker.socket,
        method: 'POST',
        path: `/v1.41/containers/${container.id}/stop?t=1`,
        patienceMs: 2_000,
      },
      3,
    );
    await waitUntil(`SIGKILL is pending in pid ${pid}`, () => hasSigkillPending(pid) || undefined, {
      patienceMs: 20_000,
    });
  },
};
