import { mountFuse, type FuseMount } from '../faults/fuse/mount-fuse.ts';
import { initPid, runContainer, type LabContainer, type PodContainer } from '../rig/containers.ts';
import { readStat } from '../rig/process-identity.ts';
import type { Rig } from '../rig/rig.ts';
import type { StateFile } from '../rig/state-file.ts';
import { waitUntil } from '../rig/wait-until.ts';

export const HUNG_POD = 'ml/train-0';
export const HUNG_SOURCE = 'nas01:/export/train';

/** A FUSE mount that does not answer READ, and the container whose first process reads from it. */
export async function hangTraining(state: StateFile): Promise<{ mount: FuseMount; spec: PodContainer }> {
  const mount = await mountFuse(state, {
    name: 'train',
    source: HUNG_SOURCE,
    subtype: 'sshfs',
    entries: [{ name: 'shard-0001', hangs: 'read' }],
  });
  mount.hang();
  const spec = {
    container: 'trainer',
    pod: 'train-0',
    namespace: 'ml',
    command: ['/bin/dd', 'if=/data/shard-0001', 'of=/dev/null', 'bs=4k'],
    binds: [`${mount.mountPoint}:/data`],
  };
  return { mount, spec };
}

/** Starts a container whose first process reads from a FUSE mount that does not answer; resolves when it is in D. */
export async function startHungContainer(rig: Rig): Promise<{ container: LabContainer; mount: FuseMount }> {
  const { mount, spec } = await hangTraining(rig.state);
  const container = await runContainer(rig, spec);
  const pid = await waitUntil('the container has a first process', () => initPid(rig, container.id));
  await waitUntil(`pid ${pid} is in D`, () => readStat(pid)?.state === 'D' || undefined);
  return { container, mount };
}
