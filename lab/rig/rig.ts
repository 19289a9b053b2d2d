import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { importBusybox } from './busybox-image.ts';
import { cleanUp, cleanUpAfter } from './clean-up/clean-up.ts';
import { startContainerd } from './containerd.ts';
import type { RunningDockerd } from './dockerd.ts';
import { startDockerd } from './dockerd.ts';
import type { DockerClient } from './docker-client.ts';
import type { Lab } from './lab.ts';
import { StateFile } from './state-file.ts';

/** A dockerd and a containerd of the lab's own, an image, and the note of everything made. */
export interface Rig extends Lab {
  readonly docker: DockerClient;
  readonly dockerd: RunningDockerd;
}

const containers = z.array(z.object({ Id: z.string() }));

export interface RigOptions {
  readonly folder: string;
  /** Program or path. Default: `dockerd` on PATH. */
  readonly dockerd?: string;
  /** Content of dockerd's configuration file in the lab's folder, `daemon.json`; it is started without debug mode then. */
  readonly config?: string;
  /** Starts what is to stand between dockerd and containerd; its socket. */
  readonly between?: (state: StateFile, containerdSocket: string) => Promise<string>;
}

/** Starts the daemons; takes everything back when that fails. */
export async function startRig(options: RigOptions): Promise<Rig> {
  const state = StateFile.create(options.folder);
  try {
    prepareFolders(state);
    const containerd = await startContainerd(state);
    const socket = (await options.between?.(state, containerd.socket)) ?? containerd.socket;
    const configFile = join(options.folder, 'daemon.json');
    if (options.config !== undefined) writeFileSync(configFile, options.config);
    const dockerd = await startDockerd({
      state,
      dockerd: options.dockerd ?? 'dockerd',
      containerd: socket,
      ...(options.config === undefined ? {} : { configFile }),
    });
    const { client: docker } = dockerd;
    await importBusybox(docker);
    const down = async (): Promise<readonly string[]> => {
      await docker.close();
      return cleanUp(options.folder);
    };
    return {
      folder: options.folder,
      state,
      docker,
      dockerd,
      containerd,
      address: { dockerSocket: docker.socket },
      containerIds: async () => (await docker.ask('/containers/json?all=1', containers)).map(({ Id }) => Id),
      close: () => docker.close(),
      down,
    };
  } catch (error) {
    return cleanUpAfter(error, options.folder);
  }
}

/** Folders that the daemons of any rig need; shims put their sockets into /run/containerd. */
export function prepareFolders(state: StateFile): void {
  if (!existsSync('/run/containerd')) state.record({ kind: 'folder', path: '/run/containerd' });
  mkdirSync(join(state.folder, 'run'), { recursive: true });
}
