import { probe } from '../faults/exec-probe.ts';
import { mountFuse } from '../faults/fuse/mount-fuse.ts';
import { runContainer } from '../rig/containers.ts';
import { countGoroutines } from '../rig/count-goroutines.ts';
import { waitUntil } from '../rig/wait-until.ts';
import type { Scenario } from './scenario.ts';

const PROBES = 60;
const HEALTHZ = ['/bin/cat', '/data/healthz'];

/**
 * Each leaves in dockerd 20.10.24 one socket without a client, four fifos and seven goroutines, and in the container one process in
 * D. 20.10.18 made health checks let go of an exec (moby#43739); the API's handler takes the connection over and does not look
 * whether the client is still there.
 */
export const execProbe: Scenario = {
  id: 'exec-probe',
  summary: 'probes run cat on a volume that hangs, and their clients give up',
  needs: ['docker', 'fuse'],
  expects: {
    verdict: 'leak',
    causes: ['dockerd-exec-not-killed-on-client-cancel'],
    sockets: PROBES,
  },
  async provoke(rig, count = PROBES) {
    const mount = await mountFuse(rig.state, {
      name: 'assets',
      source: 's3://assets',
      subtype: 's3fs',
      entries: [{ name: 'healthz', hangs: 'read' }],
    });
    const container = await runContainer(rig, {
      container: 'app',
      pod: 'assets-0',
      namespace: 'media',
      command: ['/bin/sleep', '100000'],
      binds: [`${mount.mountPoint}:/data`],
    });
    await probe(rig, container, HEALTHZ, 5000);
    mount.hang();
    await Promise.all(Array.from({ length: count }, () => probe(rig, container, HEALTHZ, 3000)));
    await waitUntil(
      `${count} execs wait in dockerd`,
      async () => (await countGoroutines(rig, 'ContainerExecStart')) >= count || undefined,
      { patienceMs: 60_000, everyMs: 500 },
    );
  },
};
