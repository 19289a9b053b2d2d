// Two FUSE mounts and a process that waits for one of them, without any daemon: which one is ever proposed, and what an abort does.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { mountFuse, type FuseMount } from '../../lab/faults/fuse/mount-fuse.ts';
import { cleanUp } from '../../lab/rig/clean-up/clean-up.ts';
import { readStat } from '../../lab/rig/process-identity.ts';
import { startProcess } from '../../lab/rig/start-process.ts';
import { StateFile } from '../../lab/rig/state-file.ts';
import { waitUntil } from '../../lab/rig/wait-until.ts';
import { openLiveHost } from '../../src/live/live-host.ts';
import { examine } from '../../src/investigate/investigate.ts';
import type { ReleasePlan } from '../../src/model/release.ts';
import type { BlockedTask } from '../../src/model/task.ts';
import { planRelease } from '../../src/remedies/plan/plan-release.ts';
import { checkNeeds, labFolder, MINUTE, useLab } from './stage.ts';

const FREEZER = '/sys/fs/cgroup/freezer';
const FUSECTL = '/sys/fs/fuse/connections';
const PROGRAM = fileURLToPath(new URL('../../bin/deadwait.js', import.meta.url));
const CONTAINER = 'ab'.repeat(32);

const cgroup = `${FREEZER}/deadwait-test-${process.pid}`;
// The last of what is registered runs first: the lab has to be taken down before.
afterEach(() => {
  for (const folder of [join(cgroup, CONTAINER), cgroup]) if (existsSync(folder)) rmdirSync(folder);
});
const stand = useLab();

interface Scene {
  readonly state: StateFile;
  readonly hung: FuseMount;
  readonly other: FuseMount;
  /** Process that waits in a folder of `hung`, with arguments that name `other`. */
  readonly pid: number;
}

/** `other` is healthy and read all the time, or hangs as well. */
async function setScene(otherIs: 'busy' | 'hung'): Promise<Scene> {
  const folder = labFolder();
  const state = StateFile.create(folder);
  mkdirSync(join(folder, 'run'));
  stand({ folder, down: () => cleanUp(folder) });
  const [hung, other] = [
    await mountFuse(state, {
      name: 'hung',
      source: 'nas01:/work',
      subtype: 'sshfs',
      entries: [{ name: 'shard', hangs: 'lookup' }],
    }),
    await mountFuse(state, {
      name: 'other',
      source: 's3://backup',
      subtype: 's3fs',
      entries: [{ name: 'index' }, { name: 'lost', hangs: 'lookup' }],
    }),
  ];
  hung.hang();
  const start = (script: string, ...args: string[]): number =>
    startProcess('sh', ['-c', script, 'sh', ...args], {
      state,
      role: 'client',
      log: join(folder, 'client.log'),
    }).pid;
  if (otherIs === 'busy') {
    for (let reader = 0; reader < 2; reader++)
      start('while cat "$1" >/dev/null; do :; done', join(other.mountPoint, 'index'));
  } else {
    other.hang();
    const lost = start('exec cat "$1"', join(other.mountPoint, 'lost'));
    await waitUntil('the other mount hangs too', () => isHeld(folder, 'other', lost));
  }
  mkdirSync(join(cgroup, CONTAINER), { recursive: true });
  const pid = start(
    'echo $$ > "$1"; cd "$2" && exec cat shard "$3"',
    join(cgroup, CONTAINER, 'cgroup.procs'),
    hung.mountPoint,
    join(other.mountPoint, 'index'),
  );
  await waitUntil(`process ${pid} waits for the server`, () => isHeld(folder, 'hung', pid));
  process.kill(pid, 'SIGKILL');
  return { state, hung, other, pid };
}

/** The server has its request: before that, SIGKILL would end the wait. A shell may be in D for a moment for other reasons. */
function isHeld(folder: string, name: string, pid: number): true | undefined {
  const log = readFileSync(join(folder, `fuse-${name}.log`), 'utf8');
  return log.includes(` of pid ${pid} is not answered`) && readStat(pid)?.state === 'D' ? true : undefined;
}

async function look(pid: number): Promise<{ task: BlockedTask | undefined; plan: ReleasePlan }> {
  const host = await openLiveHost();
  try {
    const examined = await examine(host);
    const plan = await planRelease(host, examined);
    return { task: examined.snapshot.tasks?.blocked.find((one) => one.pid === pid), plan };
  } finally {
    await host.close();
  }
}

/** Plans and confirms; again where something else on this machine has changed a fact meanwhile, such as a daemon that started. */
async function confirm(pid: number, audit: string): Promise<ReturnType<typeof run>> {
  for (let attempt = 0; ; attempt++) {
    const { plan } = await look(pid);
    const result = run('release', '--confirm', plan.digest ?? '', '--audit', audit);
    if (attempt === 3 || !result.stdout.startsWith('REFUSED')) return result;
  }
}

function run(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [PROGRAM, ...args, '--width', '120'], { encoding: 'utf8' });
}

const { missing, skip } = checkNeeds('release of mounts', ['fuse']);
describe.skipIf(skip || !existsSync(FREEZER))('a process that waits for one of two FUSE mounts, live', () => {
  test(
    'has only the one that hangs proposed, whatever its arguments name, and is free after the abort',
    async () => {
      expect(missing).toEqual([]);
      const { hung, other, pid } = await setScene('busy');
      for (let round = 0; round < 2; round++) {
        const { task, plan } = await look(pid);
        expect(task).toMatchObject({
          commandLine: expect.stringContaining(other.mountPoint) as string,
          backend: { device: `0:${hung.minor}` },
          backendProof: 'requests',
        });
        expect(plan.unseen).toBeUndefined();
        expect(plan.actions.map(({ id }) => id)).toEqual([`abort-fuse-connection 0:${hung.minor}`]);
        expect(JSON.stringify(plan.advice)).not.toContain(other.source);
      }
      const audit = join(hung.mountPoint, '..', '..', 'audit.log');
      const refused = run('release', '--confirm', 'f'.repeat(32), '--audit', audit);
      expect(refused).toMatchObject({ status: 2, stdout: expect.stringContaining('REFUSED') as string });
      const { status, stdout } = await confirm(pid, audit);
      expect(stdout).toMatch(/^FREED/);
      expect(status).toBe(0);
      expect([undefined, 'Z']).toContain(readStat(pid)?.state);
      const index = spawnSync('cat', [join(other.mountPoint, 'index')], { timeout: 10_000 });
      expect(index.status, 'the healthy mount answers').toBe(0);
    },
    2 * MINUTE,
  );

  test(
    'is told by requests also where the control file system is not mounted, which then stays so',
    async () => {
      const { hung, pid } = await setScene('busy');
      expect(spawnSync('umount', [FUSECTL]).status).toBe(0);
      const { task, plan } = await look(pid);
      expect(task).toMatchObject({ backend: { device: `0:${hung.minor}` }, backendProof: 'requests' });
      expect(plan.actions[0]?.commands[0]).toContain('unshare --mount');
      const audit = join(hung.mountPoint, '..', '..', 'audit.log');
      const { status, stdout } = await confirm(pid, audit);
      expect(stdout).toMatch(/^FREED/);
      expect(status).toBe(0);
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(' fusectl ');
    },
    2 * MINUTE,
  );

  test(
    'has both named and nothing planned when both hang',
    async () => {
      const { hung, other, pid } = await setScene('hung');
      const { task, plan } = await look(pid);
      expect(task).not.toHaveProperty('backend');
      expect(task?.backendCandidates.map(({ device }) => device)).toEqual([
        `0:${hung.minor}`,
        `0:${other.minor}`,
      ]);
      expect(plan.actions).toEqual([]);
      expect(plan.digest).toBeUndefined();
      const { status, stdout } = run('release');
      expect(status).toBe(1);
      expect(stdout).toContain('nothing can be done from here');
      expect(stdout.replace(/\s+/g, ' ')).toMatch(
        /one of 2 FUSE servers: nas01:\/work on .* and s3:\/\/backup on/,
      );
    },
    2 * MINUTE,
  );
});
