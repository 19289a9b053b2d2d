import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DockerClient } from './docker-client.ts';
import { findProgram } from './find-program.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { startProcess } from './start-process.ts';
import type { StateFile } from './state-file.ts';
import { endOf, waitForSocket } from './wait-for-socket.ts';

export interface DockerdOptions {
  readonly state: StateFile;
  /** Program or path. */
  readonly dockerd: string;
  /** Socket of containerd, or of what stands before it. */
  readonly containerd: string;
  /** Has debug mode, and all else that dockerd reads again on SIGHUP, from this file instead of from flags. */
  readonly configFile?: string;
}

export interface RunningDockerd {
  readonly process: ProcessIdentity;
  readonly client: DockerClient;
  readonly version: string;
}

const version = z.object({ Version: z.string() });

/** Starts dockerd with everything of its own in the lab's folder, without networks, in debug mode unless a file says. */
export async function startDockerd({
  state,
  dockerd,
  containerd,
  configFile,
}: DockerdOptions): Promise<RunningDockerd> {
  const folder = join(state.folder, 'docker');
  const socket = join(state.folder, 'docker.sock');
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const args = [
    ['--data-root', join(folder, 'data')],
    ['--exec-root', join(folder, 'exec')],
    ['--host', `unix://${socket}`],
    ['--pidfile', join(folder, 'docker.pid')],
    ['--containerd', containerd],
    ['--exec-opt', 'native.cgroupdriver=cgroupfs'],
    ['--cgroup-parent', state.cgroupParent],
    ['--iptables=false', '--bridge=none'],
    configFile === undefined ? ['--debug'] : ['--config-file', configFile],
  ].flat();
  const log = join(state.folder, 'dockerd.log');
  const program = findProgram(dockerd) ?? dockerd;
  const process = startProcess(program, args, { state, role: 'dockerd', log });
  await waitForSocket(socket, process, log);
  const client = new DockerClient(socket);
  try {
    const known = await client.ask('/version', version);
    return { process, client, version: known.Version };
  } catch (error) {
    await client.close();
    throw new Error(`dockerd does not answer:\n${endOf(log)}`, { cause: error });
  }
}
