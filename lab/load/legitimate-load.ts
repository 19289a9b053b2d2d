import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runContainer } from '../rig/containers.ts';
import type { Rig } from '../rig/rig.ts';
import { startScript } from '../rig/start-process.ts';
import { waitUntil } from '../rig/wait-until.ts';

/** How much a node in good health has to do. */
export interface Load {
  readonly containers: number;
  readonly followers: number;
  readonly execsPerMinute: number;
}

/** Of the containers, so many have a health check. */
const CHECKED = 12;
const AT_ONCE = 6;

export interface RunningLoad {
  /** Resolves when so many execs have ended since the beginning. */
  untilExecs(count: number): Promise<void>;
}

/** Starts containers that write to their logs, and clients that follow, watch and exec; resolves when all of it goes on. */
export async function startLegitimateLoad(
  rig: Rig,
  { containers, followers, execsPerMinute }: Load,
): Promise<RunningLoad> {
  const ids = await runContainers(rig, containers);
  const progressFile = join(rig.folder, 'run', 'busy-client.execs');
  startScript(
    new URL('busy-client.ts', import.meta.url),
    {
      socket: rig.docker.socket,
      containers: ids,
      followers,
      execsPerMinute,
      eventStreams: 6,
      statsStreams: 6,
      attached: 20,
      waits: 20,
      progressFile,
    },
    { state: rig.state, role: 'client', log: join(rig.folder, 'busy-client.log') },
  );
  const hasRun = (count: number): boolean =>
    existsSync(progressFile) && Number(readFileSync(progressFile, 'utf8')) >= count;
  const untilExecs = async (count: number): Promise<void> => {
    await waitUntil(`${count} execs have ended`, () => hasRun(count) || undefined, { patienceMs: 60_000 });
  };
  await untilExecs(1);
  return { untilExecs };
}

async function runContainers(rig: Rig, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      const { id } = await runContainer(rig, {
        container: 'app',
        pod: `web-${index}`,
        namespace: 'shop',
        command: ['/bin/sh', '-c', 'while :; do echo at work; sleep 3; done'],
        ...(index < CHECKED ? { healthCheck: { command: ['/bin/true'], everySeconds: 5 } } : {}),
      });
      ids.push(id);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return ids;
}
