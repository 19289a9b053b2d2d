import { spawn } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findMountOn } from '../../rig/clean-up/lab-mounts.ts';
import { mountFusectl } from '../../rig/clean-up/abort-fuse.ts';
import type { ProcessIdentity } from '../../rig/process-identity.ts';
import { startScript } from '../../rig/start-process.ts';
import type { StateFile } from '../../rig/state-file.ts';
import { waitUntil } from '../../rig/wait-until.ts';
import { PROBE } from './hanging-filesystem.ts';
import type { Entry } from './hanging-filesystem.ts';

export interface FuseOptions {
  /** Names the mount below the lab's folder. */
  readonly name: string;
  /** What the mount says it is: `nas01:/export/train`. */
  readonly source: string;
  /** `sshfs`: the kernel shows `fuse.sshfs`. */
  readonly subtype: string;
  readonly entries: readonly Entry[];
  /**
   * As most servers leave it: who waits is in S until a deadly signal comes. Default: the kernel is told that this server
   * knows no INTERRUPT, and who waits is in D at once, as on a hard NFS mount.
   */
  readonly interruptible?: boolean;
}

export interface FuseMount {
  readonly mountPoint: string;
  readonly source: string;
  /** Number of the connection: /sys/fs/fuse/connections/<minor>. */
  readonly minor: number;
  readonly server: ProcessIdentity;
  /** From now on the operations chosen in `entries` are not answered. */
  hang(): void;
}

/** Mounts a FUSE filesystem served by a process of its own. Nothing on it is touched here but what always answers. */
export async function mountFuse(state: StateFile, options: FuseOptions): Promise<FuseMount> {
  const { name, source, subtype, entries } = options;
  const mountPoint = join(state.folder, 'mnt', name);
  const hangFile = join(state.folder, 'run', `${name}.hangs`);
  mkdirSync(mountPoint, { recursive: true });
  await mountFusectl(state);
  const complete = state.record({ kind: 'fuse-mount', mountPoint });
  const device = openSync('/dev/fuse', constants.O_RDWR);
  let server: ProcessIdentity;
  try {
    server = startScript(
      new URL('server.ts', import.meta.url),
      { entries, hangFile },
      { state, role: 'fuse-server', log: join(state.folder, `fuse-${name}.log`), descriptor: device },
    );
    const given = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other';
    await run('mount', ['-i', '-t', `fuse.${subtype}`, '-o', given, source, mountPoint], device);
  } finally {
    closeSync(device);
  }
  const mount = await waitUntil(`${mountPoint} is mounted`, () => findMountOn(mountPoint));
  const minor = Number(mount.device.split(':')[1]);
  complete({ minor });
  // the probe's reader dies of the signal that makes the kernel send INTERRUPT
  if (options.interruptible !== true) await run('cat', [join(mountPoint, PROBE)]).catch(() => {});
  return { mountPoint, source, minor, server, hang: () => writeFileSync(hangFile, '') };
}

const PATIENCE_MS = 10_000;

/** Runs a command to its end, with `device` as its descriptor 3. */
function run(command: string, args: readonly string[], device?: number): Promise<void> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', ...(device === undefined ? [] : [device])],
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  let complaint = '';
  child.stderr?.on('data', (chunk) => (complaint += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')}: ${complaint.trim() || `status ${code}`}`));
    });
  });
}
