// A host is read source by source: a container that ends between two of them is called running by its runtime, and has no process. The
// runtime is asked again a moment later: it takes in an exit within milliseconds (containerd: TaskExit event; moby: daemon/monitor.go).

import { setTimeout as sleep } from 'node:timers/promises';
import { HostError } from '../../system/host-error.ts';
import type { Host } from '../../host/host.ts';
import type { Container } from '../../model/container.ts';
import type { ContainerInit } from '../../model/task.ts';
import { parseCriContainerStatus } from '../../parse/api/cri-containers.ts';
import { parseDockerInspect } from '../../parse/api/docker-inspect.ts';
import { ParseError } from '../../parse/parse-error.ts';

const PAUSE_MS = 500;
/** So many containers are asked for again. */
const MOST_ASKED = 20;

/** First processes without those of containers that have just ended. Of a recording nothing can be asked again. */
export async function withoutJustEnded(
  host: Host,
  inits: readonly ContainerInit[],
  containers: readonly Container[],
): Promise<readonly ContainerInit[]> {
  const byId = new Map(containers.map((container) => [container.id, container]));
  // An inspect that hangs is not asked again: it holds a goroutine of the daemon.
  const ended = inits
    .filter(({ state }) => state === 'gone' || state === 'zombie')
    .filter(({ containerId }) => byId.get(containerId)?.inspectFailure === undefined)
    .slice(0, MOST_ASKED);
  if (!host.live || ended.length === 0) return inits;
  await sleep(PAUSE_MS);
  const just = await Promise.all(
    ended.map(async (init) => ((await hasJustEnded(host, init, byId.get(init.containerId))) ? [init] : [])),
  );
  const dropped = new Set(just.flat());
  return inits.filter((init) => !dropped.has(init));
}

/** The runtime answers, and says that the container has ended or has another first process. */
async function hasJustEnded(
  host: Host,
  { pid }: ContainerInit,
  container: Container | undefined,
): Promise<boolean> {
  if (container === undefined) return false;
  const now = await askAgain(host, container);
  if (now === 'absent') return true;
  if (now?.state === undefined) return false;
  const runs = now.state === 'running' || now.state === 'paused';
  return !runs || (now.initPid !== undefined && now.initPid !== pid);
}

/** Undefined where the runtime does not answer. */
async function askAgain(host: Host, { id, runtime }: Container): Promise<Container | 'absent' | undefined> {
  const file = runtime === 'docker' ? `docker/inspect-${id}.json` : `cri/ContainerStatus-${id}.json`;
  try {
    const bytes = await host.read(file);
    return runtime === 'docker' ? parseDockerInspect(bytes, file) : parseCriContainerStatus(bytes, file);
  } catch (error) {
    if (error instanceof HostError) return error.reason === 'absent' ? 'absent' : undefined;
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}
