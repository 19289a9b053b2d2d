import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProcessIdentity } from './process-identity.ts';
import { identify } from './process-identity.ts';
import type { StateFile } from './state-file.ts';

export interface StartOptions {
  readonly state: StateFile;
  /** What it is for the lab: `dockerd`, `fuse-server`; clean-up goes by it. */
  readonly role: string;
  /** File to which its output and complaints are added. */
  readonly log: string;
  /** Handed on as descriptor 3. */
  readonly descriptor?: number;
}

/** Starts a process that outlives this one, in a session of its own; it stands in the state before it runs. */
export function startProcess(
  command: string,
  args: readonly string[],
  { state, role, log, descriptor }: StartOptions,
): ProcessIdentity {
  const complete = state.record({ kind: 'process', role });
  const output = openSync(log, 'a');
  const child = spawn(command, args, {
    detached: true,
    cwd: '/',
    stdio: ['ignore', output, output, ...(descriptor === undefined ? [] : [descriptor])],
    env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin`, LC_ALL: 'C', HOME: '/' },
  });
  closeSync(output);
  child.on('error', () => {}); // ENOENT: there is no pid then
  child.unref();
  const who = child.pid === undefined ? undefined : identify(child.pid);
  if (who === undefined) throw new Error(`${command} cannot be started; ${log} may say why`);
  complete(who);
  return who;
}

const TSX = import.meta.resolve('tsx');

/** Starts a TypeScript file of the lab as a process of its own, with its settings as one argument in JSON. */
export function startScript(script: URL, settings: unknown, options: StartOptions): ProcessIdentity {
  const args = ['--import', TSX, fileURLToPath(script), JSON.stringify(settings)];
  return startProcess(process.execPath, args, options);
}
