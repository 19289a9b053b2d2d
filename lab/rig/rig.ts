import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importBusybox } from './busybox-image.ts';
import { cleanUp } from './clean-up/clean-up.ts';
import type { RunningContainerd } from './containerd.ts';
import { startContainerd } from './containerd.ts';
import type { RunningDockerd } from './dockerd.ts';
import { startDockerd } from './dockerd.ts';
import type { DockerClient } from './docker-client.ts';
import { StateFile } from './state-file.ts';

/** A dockerd and a containerd of the lab's own, an image, and the note of everything made. */
export interface Rig {
  readonly folder: string;
  readonly state: StateFile;
  readonly docker: DockerClient;
  readonly dockerd: RunningDockerd;
  readonly containerd: RunningContainerd;
  /** Frees and removes all of it; what is left is said, a line each. */
  down(): Promise<readonly string[]>;
}

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
    if (!existsSync('/run/containerd')) state.record({ kind: 'folder', path: '/run/containerd' });
    mkdirSync(join(options.folder, 'run'), { recursive: true });
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
    return { folder: options.folder, state, docker, dockerd, containerd, down };
  } catch (error) {
    await cleanUp(options.folder);
    throw error;
  }
}
