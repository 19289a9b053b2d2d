import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { conclude } from '../../src/investigate/investigate.ts';
import { takeSnapshot } from '../../src/investigate/take-snapshot.ts';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import type { Examined } from '../../src/remedies/plan/plan-release.ts';

export const STUCK = '7db26ac60ffde19fada9227c65675c1b27694821e3748090fedc9e6dcf8112e9';
export const NEIGHBOUR = 'd41f9ec9167f8294648ba902df1a1e6b1ec8bd6fa5d0fd2dd44ebb7a9f6d4a5e';

type Files = Readonly<Record<string, string>>;

const MOUNT = '332 316 0:39 / /mnt/vol1 rw - fuse.sshfs nas01:/export rw\n';
const ROOT = '27 1 254:0 / / rw - ext4 /dev/vda rw\n';

/** Files of a process: its stat, cgroup and mounts. */
export function processFiles(
  pid: number,
  comm: string,
  parts: {
    container?: string;
    mounts?: string;
    fds?: string;
    state?: string;
    wchan?: string;
    kill?: boolean;
  },
): Files {
  const { container, mounts = ROOT, fds = '', state = 'S', wchan = '0', kill = false } = parts;
  const cgroup = container === undefined ? '/' : `/docker/${container}`;
  const stat = `${pid} (${comm}) ${state} 1 ${pid} ${pid} 0 -1 4194560 740 0 0 0 0 0 0 0 20 0 1 0 ${1000 + pid} 2326528 316 184\n`;
  const own = {
    stat,
    status: `Name:\t${comm}\nState:\t${state} (x)\nPid:\t${pid}\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000000${kill ? 1 : 0}00\n`,
    wchan,
    cgroup: `6:freezer:${cgroup}\n`,
    mountinfo: mounts,
    'fd.txt': fds,
  };
  return Object.fromEntries(
    Object.entries(own).flatMap(([name, text]) => [
      [`proc/${pid}/${name}`, text],
      [`proc/${pid}/task/${pid}/${name}`, text],
    ]),
  );
}

/** A line of the thread table. */
export function row(pid: number, state: string, wchan: string, comm: string): string {
  return `${String(pid).padStart(5)} ${String(pid).padStart(5)}     1 ${state.padEnd(4)} ${wchan.padEnd(40)} 02:07      78 ${comm.padEnd(15)} ${comm}\n`;
}

/** A host on which dd of one container waits for a FUSE server, with SIGKILL pending, and web of another one uses the same mount. */
export function fuseHost(changes: Files = {}): Files {
  const seen = MOUNT.replace('/mnt/vol1', '/data');
  return {
    uname: 'Linux node7 5.15.0 #1 SMP x86_64 GNU/Linux\n',
    captured_at: '2026-11-24T02:08:59Z\n',
    'tasks/ps-eLo.txt':
      row(1, 'S', 'ep_poll', 'systemd') +
      row(90, 'S', 'futex_wait_queue', 'dockerd') +
      row(4711, 'D', 'request_wait_answer', 'dd') +
      row(4800, 'S', 'ep_poll', 'web'),
    'docker/version.json': '{"Version":"20.10.24"}',
    'docker/containers.json': JSON.stringify(
      [STUCK, NEIGHBOUR].map((Id, index) => ({ Id, Names: [`/c${index}`], State: 'running', Mounts: [] })),
    ),
    'dockerd.pid': '90\n',
    'proc/sys/kernel/random/boot_id': '9f54199f\n',
    'sys/fs/fuse/connections/39/waiting': '1\n',
    ...processFiles(1, 'systemd', { mounts: ROOT + MOUNT }),
    ...processFiles(90, 'dockerd', { mounts: ROOT + MOUNT }),
    ...processFiles(4711, 'dd', {
      container: STUCK,
      mounts: ROOT + seen,
      state: 'D',
      wchan: 'request_wait_answer',
      kill: true,
    }),
    ...processFiles(4800, 'web', { container: NEIGHBOUR, mounts: ROOT + seen, fds: '3 /data/index\n' }),
    ...changes,
  };
}

/** A recorded host of these files, closed when the test is over. */
export async function openMadeHost(files: Files): Promise<Host> {
  const folder = mkdtempSync(join(tmpdir(), 'deadwait-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const host = await openRecordedHost(folder);
  onTestFinished(() => host.close());
  return host;
}

/** The same host, taken for a running one. */
export function asLive(host: Host): Host {
  return { ...host, live: true };
}

/** What is found on it. */
export async function examineHost(host: Host): Promise<Examined> {
  const snapshot = await takeSnapshot(host);
  const causes = await loadCauses([]);
  return { snapshot, diagnosis: conclude(snapshot, causes), causes };
}
