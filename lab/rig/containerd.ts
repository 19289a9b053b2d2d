import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './find-program.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { startProcess } from './start-process.ts';
import type { StateFile } from './state-file.ts';
import { waitForSocket } from './wait-for-socket.ts';

/** A containerd of the lab's own, as distributions run it: beside dockerd, not below it. */
export interface RunningContainerd {
  readonly process: ProcessIdentity;
  readonly socket: string;
  /** Serves /debug/pprof. */
  readonly debugSocket: string;
}

/** Lines of its configuration beside the sockets. */
const WITHOUT_CRI = ['disabled_plugins = ["io.containerd.grpc.v1.cri"]'];

/** Starts containerd with its state, root and socket in the lab's folder; `settings` as its configuration has them. */
export async function startContainerd(
  state: StateFile,
  settings: (folder: string) => readonly string[] = () => WITHOUT_CRI,
): Promise<RunningContainerd> {
  const folder = join(state.folder, 'containerd');
  const socket = join(folder, 'containerd.sock');
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'config.toml');
  writeFileSync(config, configuration(socket, settings(folder)));
  const program = findProgram('containerd') ?? 'containerd';
  const args = ['--config', config, '--root', join(folder, 'root'), '--state', join(folder, 'state')];
  const log = join(state.folder, 'containerd.log');
  const process = startProcess(program, [...args, '--address', socket], { state, role: 'containerd', log });
  await waitForSocket(socket, process, log);
  return { process, socket, debugSocket: debugSocketOf(socket) };
}

function configuration(socket: string, settings: readonly string[]): string {
  return [
    'version = 2',
    ...settings,
    '[grpc]',
    `  address = ${JSON.stringify(socket)}`,
    '[debug]',
    `  address = ${JSON.stringify(debugSocketOf(socket))}`,
    '',
  ].join('\n');
}

function debugSocketOf(socket: string): string {
  return socket.replace(/\.sock$/, '-debug.sock');
}
