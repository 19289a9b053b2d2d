import { join } from 'node:path';
import { z } from 'zod';
import { DockerClient } from '../docker-client.ts';
import { endProcesses, identify } from '../process-identity.ts';
import type { Remains } from './remains.ts';
import { findContainerPids } from './lab-cgroups.ts';

const containers = z.array(z.object({ Id: z.string() }));

/** Kills all tasks of all containers, then lets dockerd, if it still answers, take the containers away in its own way. */
export async function endContainers({ folder, state }: Remains): Promise<void> {
  const tasks = findContainerPids(state.cgroupParent);
  for (const pid of tasks) killQuietly(pid);
  const docker = new DockerClient(join(folder, 'docker.sock'));
  try {
    const known = await docker.ask('/containers/json?all=1', containers, { deadlineMs: 2000 });
    const remove = (id: string): Promise<unknown> =>
      docker.request(`/containers/${id}?force=1`, { method: 'DELETE', deadlineMs: 8000 });
    await Promise.allSettled(known.map(({ Id }) => remove(Id)));
  } catch {
    // no dockerd: the killed tasks and the mounts below the folder are all there is
  } finally {
    await docker.close();
  }
  const left = findContainerPids(state.cgroupParent).map(identify);
  await endProcesses(
    left.filter((one) => one !== undefined),
    100,
  );
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has just ended
  }
}
