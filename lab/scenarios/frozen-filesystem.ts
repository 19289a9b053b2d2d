import { askManyTimes } from '../faults/give-up.ts';
import { mountLoopFilesystem } from '../faults/frozen-filesystem.ts';
import { initPid, runContainer } from '../rig/containers.ts';
import { readStat } from '../rig/process-identity.ts';
import { waitUntil } from '../rig/wait-until.ts';
import type { Scenario } from './scenario.ts';
import { hasSigkillPending } from './undeletable.ts';

/** A snapshot that was begun and not ended. */
export const frozenFilesystem: Scenario = {
  id: 'frozen-filesystem',
  summary: 'a container writes to a file system that is frozen, and is stopped',
  needs: ['docker', 'loop'],
  expects: {
    verdict: 'stuck',
    causes: ['container-cannot-die'],
    pod: 'pay/ledger-0',
    waits: 'frozen-fs',
    source: /^\/dev\/loop\d+$/,
  },
  async provoke(rig) {
    const filesystem = await mountLoopFilesystem(rig.state, 'ledger');
    const container = await runContainer(rig, {
      container: 'ledger',
      pod: 'ledger-0',
      namespace: 'pay',
      command: ['/bin/sh', '-c', 'while :; do echo entry > /data/wal; done'],
      binds: [`${filesystem.mountPoint}:/data`],
    });
    const pid = await waitUntil('the container has a first process', () => initPid(rig, container.id));
    await filesystem.freeze();
    await waitUntil(`pid ${pid} is in D`, () => readStat(pid)?.state === 'D' || undefined);
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
