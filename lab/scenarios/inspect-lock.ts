import { askImpatiently, askManyTimes } from '../faults/give-up.ts';
import { mountFuse } from '../faults/fuse/mount-fuse.ts';
import { createContainer } from '../rig/containers.ts';
import type { Scenario } from './scenario.ts';

const INSPECTS = 300;

/** A thread of dockerd itself looks for the bind mount's source and holds the container's lock meanwhile. */
export const inspectLock: Scenario = {
  id: 'inspect-lock',
  summary:
    'the start of a container hangs in the lookup of its bind mount, and every inspect of it waits for its lock',
  needs: ['docker', 'fuse'],
  expects: {
    verdict: 'leak',
    causes: ['dockerd-container-lock-held', 'dockerd-start-holds-container-lock'],
    sockets: INSPECTS + 1,
  },
  async provoke(rig, count = INSPECTS) {
    const mount = await mountFuse(rig.state, {
      name: 'models',
      source: 'nas01:/export/models',
      subtype: 'sshfs',
      entries: [{ name: 'resnet', kind: 'folder', hangs: 'lookup' }],
    });
    const container = await createContainer(rig, {
      container: 'serving',
      pod: 'serving-0',
      namespace: 'ml',
      command: ['/bin/sleep', '100000'],
      binds: [`${mount.mountPoint}/resnet:/model`],
    });
    mount.hang();
    const { socket } = rig.docker;
    const path = `/containers/${container.id}`;
    await askImpatiently({ socket, method: 'POST', path: `${path}/start`, patienceMs: 1000 });
    await askManyTimes({ socket, method: 'GET', path: `${path}/json`, patienceMs: 1500 }, count);
  },
};
