import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dockerd } from '../../src/live/daemons/dockerds.ts';
import { peekProcText } from '../../src/live/kernel/proc-reading.ts';
import { UnixHttp } from '../../src/live/daemons/unix-http.ts';
import { parseProcStat } from '../../src/parse/proc/stat.ts';
import { applyDebug } from '../../src/debug-mode/apply-debug.ts';
import { lookAtDebug, type DebugLook } from '../../src/debug-mode/look.ts';
import { planDebug, type PlannedSwitch } from '../../src/debug-mode/plan-debug.ts';

export interface StandIn {
  readonly dockerd: Dockerd;
  readonly folder: string;
  readonly configFile: string;
  /** Content of the configuration file; undefined when it is not there. */
  config(): string | undefined;
  look(): Promise<DebugLook>;
  plan(to: 'on' | 'off'): Promise<{ readonly look: DebugLook; readonly planned: PlannedSwitch }>;
  /** Plans and does it, or only the first `most` actions of it, as if deadwait had been killed then. */
  turn(to: 'on' | 'off', most?: number): Promise<void>;
  end(): Promise<void>;
}

export interface StandInOptions {
  readonly config?: string;
  /** Flags that it was started with. */
  readonly flags?: readonly string[];
  /** Runs in a mount namespace of its own. */
  readonly apart?: boolean;
  /** Does not heed SIGHUP. */
  readonly deaf?: boolean;
}

export const AT = '2026-11-24T10:00:00.000Z';
const SCRIPT = fileURLToPath(new URL('stand-in-daemon.ts', import.meta.url));
let count = 0;

/** Starts a stand-in for dockerd in a folder of its own below `parent`. */
export async function startStandIn(parent: string, options: StandInOptions = {}): Promise<StandIn> {
  const folder = join(parent, String(++count));
  mkdirSync(folder);
  const configFile = join(folder, 'daemon.json');
  if (options.config !== undefined) writeFileSync(configFile, options.config, { mode: 0o640 });
  const socket = join(folder, 'docker.sock');
  const child = fork(SCRIPT, [socket, configFile, options.deaf === true ? 'deaf' : ''], {
    execArgv: [
      ...(options.apart === true ? ['--mount', process.execPath] : []),
      '--import',
      import.meta.resolve('tsx'),
    ],
    ...(options.apart === true ? { execPath: 'unshare' } : {}),
  });
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', reject);
  });
  const dockerd = dockerdOf(child, socket, ['--config-file', configFile, ...(options.flags ?? [])]);
  const state = join(folder, 'state');
  const look = (): Promise<DebugLook> => lookAtDebug(dockerd, { folder: state });
  const plan: StandIn['plan'] = async (to) => {
    const found = await look();
    return { look: found, planned: planDebug(found, dockerd.daemon.args, to, AT) };
  };
  return {
    dockerd,
    folder,
    configFile,
    config: () =>
      statSync(configFile, { throwIfNoEntry: false }) ? readFileSync(configFile, 'utf8') : undefined,
    look,
    plan,
    turn: async (to, most = Number.POSITIVE_INFINITY) => {
      const { look: found, planned } = await plan(to);
      if (found.file === undefined) throw new Error('there is no file to be switched');
      const cut = { ...planned, actions: planned.actions.slice(0, most) };
      await applyDebug(dockerd, found.file, cut, {
        folder: state,
        switchMs: options.deaf === true ? 300 : 10_000,
      });
    },
    end: async () => {
      await dockerd.http.close();
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function dockerdOf(child: ChildProcess, socket: string, flags: readonly string[]): Dockerd {
  const pid = child.pid ?? 0;
  const { startTicks, parentPid } = parseProcStat(peekProcText(`/proc/${pid}/stat`) ?? '');
  return {
    daemon: { name: 'dockerd', pid, parentPid, startTicks, args: ['dockerd', ...flags] },
    sockets: [socket],
    http: new UnixHttp('dockerd', [socket]),
  };
}
