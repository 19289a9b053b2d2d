import { readFileSync } from 'node:fs';
import { askManyTimes } from '../faults/give-up.ts';
import { initPid } from '../rig/containers.ts';
import { waitUntil } from '../rig/wait-until.ts';
import { HUNG_POD, HUNG_SOURCE, startHungContainer } from './hung-container.ts';
import type { Scenario } from './scenario.ts';

const STOPS = 5;

/** This daemon bounds its waits: nothing leaks, and the pod stays Terminating. */
export const undeletable: Scenario = {
  id: 'undeletable',
  summary:
    'a container whose process hangs on FUSE is stopped; the stops end with an error, the container stays',
  needs: ['docker', 'fuse'],
  expects: {
    verdict: 'stuck',
    causes: ['container-cannot-die'],
    pod: HUNG_POD,
    waits: 'fuse',
    source: new RegExp(`^${HUNG_SOURCE}$`),
  },
  async provoke(rig) {
    const { container } = await startHungContainer(rig);
    const pid = await initPid(rig, container.id);
    await askManyTimes(
      {
        socket: rig.docker.socket,
        method: 'POST',
        path: `/v1.41/containers/${container.id}/stop?t=1`,
        patienceMs: 2_000,
      },
      STOPS,
    );
    await waitUntil(`SIGKILL is pending in pid ${pid}`, () => hasSigkillPending(pid ?? 0) || undefined, {
      patienceMs: 20_000,
    });
  },
};

/** Bit 8 of ShdPnd, proc_pid_status(5). */
export function hasSigkillPending(pid: number): boolean {
  const mask = /^ShdPnd:\t([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${mask}`) & 0x100n) !== 0n;
}
