import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ReleasePlan } from '../../../src/model/release.ts';
import { applyRelease } from '../../../src/remedies/apply/apply-release.ts';
import { planRelease } from '../../../src/remedies/plan/plan-release.ts';
import { withBytes, withoutPaths } from '../../support/altered-host.ts';
import { asLive, examineHost, fuseHost, openMadeHost, processFiles, row, STUCK } from '../made-host.ts';
import { makeMachine } from '../made-machine.ts';

const ROOT = '27 1 254:0 / / rw - ext4 /dev/vda rw\n';

function auditFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'deadwait-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'new', 'audit.log');
}

async function planned(
  files: Readonly<Record<string, string>> = fuseHost(),
): Promise<{ host: Awaited<ReturnType<typeof openMadeHost>>; plan: ReleasePlan; digest: string }> {
  const recorded = await openMadeHost(files);
  const host = asLive(recorded);
  const plan = await planRelease(host, await examineHost(recorded));
  return { host, plan, digest: plan.digest ?? '' };
}

describe('carrying out a plan', () => {
  test('aborts the connection, and mounts nothing in a mount namespace of the host', async () => {
    const { host, plan, digest } = await planned();
    const machine = makeMachine();
    const { outcomes } = await applyRelease(host, machine, plan, digest, { audit: auditFile() });
    expect(machine.done).toEqual(['1 > /sys/fs/fuse/connections/39/abort']);
    expect(outcomes).toMatchObject([{ done: true }]);
  });

  test.each([
    [
      'became another mount',
      '332 316 0:39 / /mnt/vol1 rw - fuse.sshfs nas09:/precious rw\n',
      'nas09:/precious',
    ],
    ['was mounted again', '340 316 0:39 / /mnt/vol1 rw - fuse.sshfs nas01:/export rw\n', 'again'],
    ['has another root', '332 316 0:39 /x /mnt/vol1 rw - fuse.sshfs nas01:/export rw\n', 'again'],
  ])('leaves a device alone that %s at the last moment', async (_what, mount, says) => {
    const { host, plan, digest } = await planned();
    const changed = withBytes(host, /^proc\/1\/mountinfo$/, Buffer.from(ROOT + mount));
    const machine = makeMachine();
    const { outcomes } = await applyRelease(changed, machine, plan, digest, { audit: auditFile() });
    expect(machine.done).toEqual([]);
    expect(outcomes).toMatchObject([{ done: false }]);
    expect(outcomes[0]?.says).toContain(says);
  });

  test.each([
    ['without a request', Buffer.from('0\n'), 'nothing waits on connection 39 any more'],
    ['whose requests cannot be read', undefined, 'cannot be read'],
  ])('leaves a connection alone that is at the last moment %s', async (_what, bytes, says) => {
    const { host, plan, digest } = await planned();
    const waiting = /^sys\/fs\/fuse\/connections\/39\/waiting$/;
    const changed = bytes === undefined ? withoutPaths(host, waiting) : withBytes(host, waiting, bytes);
    const machine = makeMachine();
    const { outcomes } = await applyRelease(changed, machine, plan, digest, { audit: auditFile() });
    expect(machine.done).toEqual([]);
    expect(outcomes).toMatchObject([{ done: false, says: expect.stringContaining(says) as string }]);
  });

  test('leaves a busy connection alone, which is without a request in one look of many', async () => {
    const { host, plan, digest } = await planned();
    let looks = 0;
    const busy: typeof host = {
      ...host,
      open: async (path, options) => {
        if (!path.endsWith('/39/waiting')) return host.open(path, options);
        const text = ++looks === 12 ? '0\n' : '3\n';
        return (async function* () {
          yield Buffer.from(text);
        })();
      },
    };
    const seen: typeof host = {
      ...busy,
      read: async (path, options) => {
        if (!path.endsWith('/39/waiting')) return host.read(path, options);
        const parts: Uint8Array[] = [];
        for await (const part of await busy.open(path, options)) parts.push(part);
        return Buffer.concat(parts);
      },
    };
    const machine = makeMachine();
    const { outcomes } = await applyRelease(seen, machine, plan, digest, { audit: auditFile() });
    expect(machine.done).toEqual([]);
    expect(outcomes[0]?.says).toContain('nothing waits on connection 39');
  });

  test.each([
    ['is gone', /^proc\/4711\//, undefined],
    [
      'runs',
      /^proc\/4711\/(?:task\/4711\/)?(?:stat|wchan)$/,
      '4711 (dd) R 1 4711 4711 0 -1 4194560 740 0 0 0 0 0 0 0 20 0 1 0 5711 2326528 316 184\n',
    ],
    [
      'began later',
      /^proc\/4711\/(?:task\/4711\/)?stat$/,
      '4711 (dd) D 1 4711 4711 0 -1 4194560 740 0 0 0 0 0 0 0 20 0 1 0 9999 2326528 316 184\n',
    ],
  ])('does nothing when the task that it would free %s', async (_what, paths, text) => {
    const { host, plan, digest } = await planned();
    const changed =
      text === undefined ? withoutPaths(host, paths) : withBytes(host, paths, Buffer.from(text));
    const machine = makeMachine();
    const { outcomes } = await applyRelease(changed, machine, plan, digest, { audit: auditFile() });
    expect(machine.done).toEqual([]);
    expect(outcomes[0]?.says).toContain('none of the tasks that it would free is blocked any more');
  });

  test('does nothing when the task is by now in another system call', async () => {
    const call = { 'proc/4711/task/4711/syscall': '257 0xffffff9c 0x1 0x0 0x0 0x0 0x0 0x7ffd 0x7f00\n' };
    const { host, plan, digest } = await planned(fuseHost(call));
    expect(plan.actions[0]?.frees[0]?.syscall).toBe('257 0xffffff9c 0x1 0x0 0x0 0x0 0x0');
    const next = Buffer.from('257 0xffffff9c 0x2 0x0 0x0 0x0 0x0 0x7ffd 0x7f00\n');
    const machine = makeMachine();
    const changed = withBytes(host, /^proc\/4711\/task\/4711\/syscall$/, next);
    const { outcomes } = await applyRelease(changed, machine, plan, digest, { audit: auditFile() });
    expect(machine.done).toEqual([]);
    expect(outcomes).toMatchObject([{ done: false }]);
  });

  test('tells what the kernel refused', async () => {
    const { host, plan, digest } = await planned();
    const machine = makeMachine({ fails: /abort/ });
    const { outcomes, notFreed } = await applyRelease(host, machine, plan, digest, { audit: auditFile() });
    expect(outcomes).toMatchObject([{ done: false }]);
    expect(outcomes[0]?.says).toContain('permission denied');
    expect(notFreed).toBeUndefined();
  });

  const twoMounts = `${ROOT}332 316 0:39 / /mnt/vol1 rw - fuse.sshfs nas01:/export rw\n333 316 0:40 / /mnt/vol2 rw - fuse.s3fs s3://b rw\n`;
  const blockedOn = (pid: number, folder: string): Record<string, string> => ({
    ...processFiles(pid, 'dd', {
      container: STUCK,
      mounts: twoMounts,
      state: 'D',
      wchan: 'request_wait_answer',
      kill: true,
      fds: `3 ${folder}/x\n`,
    }),
    [`proc/${pid}/task/${pid}/syscall`]: '0 0x3 0x0 0x0 0x0 0x0 0x0 0x7ffd 0x7f00\n',
  });
  const both = fuseHost({
    'tasks/ps-eLo.txt': (fuseHost()['tasks/ps-eLo.txt'] ?? '') + row(4712, 'D', 'request_wait_answer', 'dd'),
    ...processFiles(1, 'systemd', { mounts: twoMounts }),
    ...processFiles(90, 'dockerd', { mounts: twoMounts }),
    ...blockedOn(4711, '/mnt/vol1'),
    ...blockedOn(4712, '/mnt/vol2'),
    'sys/fs/fuse/connections/40/waiting': '1\n',
  });

  test('ends after an abort that did not free its task, and says which', async () => {
    const { host, plan, digest } = await planned(both);
    expect(plan.actions.map(({ id }) => id)).toEqual([
      'abort-fuse-connection 0:39',
      'abort-fuse-connection 0:40',
    ]);
    const machine = makeMachine();
    const { outcomes, notFreed } = await applyRelease(host, machine, plan, digest, { audit: auditFile() });
    expect(machine.done).toEqual(['1 > /sys/fs/fuse/connections/39/abort']);
    expect(outcomes).toMatchObject([{ done: true }, { done: false }]);
    expect(outcomes[1]?.says).toMatch(/^Not done: the abort of nas01:\/export on \/mnt\/vol1/);
    expect(notFreed).toMatchObject({ id: 'abort-fuse-connection 0:39', tasks: [{ pid: 4711 }] });
  });

  test('goes on after an abort that freed its task', async () => {
    const { host, plan, digest } = await planned(both);
    const machine = makeMachine();
    const freed: typeof host = {
      ...host,
      read: async (path, options) =>
        machine.done.length > 0 && path.startsWith('proc/4711/')
          ? withoutPaths(host, /^proc\/4711\//).read(path, options)
          : host.read(path, options),
    };
    const { outcomes } = await applyRelease(freed, machine, plan, digest, { audit: auditFile() });
    expect(machine.done).toHaveLength(2);
    expect(outcomes[0]).toMatchObject({ done: true });
  });

  test('writes the audit log before and after, for root alone', async () => {
    const { host, plan, digest } = await planned();
    const audit = auditFile();
    await applyRelease(host, makeMachine(), plan, digest, { audit, by: { uid: 0 } });
    const lines = readFileSync(audit, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { phase: 'before', command: 'release', digest, action: 'abort-fuse-connection 0:39', by: { uid: 0 } },
      { phase: 'after', done: true },
    ]);
    expect(statSync(audit).mode & 0o777).toBe(0o600);
  });
});

describe('a plan is refused, and nothing is done,', () => {
  test.each([
    ['of a recording', (plan: ReleasePlan): ReleasePlan => ({ ...plan, live: false }), 'recorded'],
    ['without anything to do', ({ digest: _, ...rest }: ReleasePlan): ReleasePlan => rest, 'nothing'],
    [
      'with another digest',
      (plan: ReleasePlan): ReleasePlan => ({ ...plan, digest: 'ffffffffffffffffffffffffffffffff' }),
      'changed',
    ],
  ] as const)('%s', async (_what, change, reason) => {
    const { host, plan, digest } = await planned();
    const machine = makeMachine();
    const applying = applyRelease(host, machine, change(plan), digest, { audit: auditFile() });
    await expect(applying).rejects.toMatchObject({ name: 'ReleaseRefusal', reason });
    expect(machine.done).toEqual([]);
  });

  test('when the audit log cannot be written', async () => {
    const { host, plan, digest } = await planned();
    const machine = makeMachine();
    const applying = applyRelease(host, machine, plan, digest, { audit: '/proc/deadwait/audit.log' });
    await expect(applying).rejects.toMatchObject({ reason: 'audit' });
    expect(machine.done).toEqual([]);
  });

  test('when the audit log lies on the file system that hangs', async () => {
    const { host, plan, digest } = await planned();
    const own = Buffer.from(`${ROOT}332 316 0:39 / /mnt/vol1 rw - fuse.sshfs nas01:/export rw\n`);
    const machine = makeMachine();
    const seen = withBytes(host, /^proc\/self\/mountinfo$/, own);
    const applying = applyRelease(seen, machine, plan, digest, { audit: '/mnt/vol1/audit.log' });
    await expect(applying).rejects.toMatchObject({
      reason: 'audit',
      message: expect.stringContaining('nas01'),
    });
    expect(machine.done).toEqual([]);
  });
});

describe('a frozen file system', () => {
  const writer = {
    container: STUCK,
    state: 'D',
    wchan: 'percpu_rwsem_wait',
    kill: true,
    mounts: `${ROOT}400 27 7:1 / /data rw - ext4 /dev/loop1 rw\n`,
  };
  const hostMounts = `${ROOT}400 27 7:1 / /mnt/ext4 rw - ext4 /dev/loop1 rw\n`;
  const files = fuseHost({
    'tasks/ps-eLo.txt': (fuseHost()['tasks/ps-eLo.txt'] ?? '').replace(
      'request_wait_answer',
      'percpu_rwsem_wait  ',
    ),
    ...processFiles(1, 'systemd', { mounts: hostMounts }),
    ...processFiles(90, 'dockerd', { mounts: hostMounts }),
    ...processFiles(4711, 'dd', writer),
    'proc/4711/task/4711/stack': '[<0>] percpu_rwsem_wait+0x15f/0x1d0\n[<0>] mnt_want_write+0x96/0xc0\n',
    'proc/4711/task/4711/fd.txt': '1 /data/wal\n',
    'proc/4711/task/4711/syscall': '1 0x1 0x0 0x0 0x0 0x0 0x0 0x7ffd 0x7f00\n',
  });

  test('is thawed where the host sees it', async () => {
    const { host, plan, digest } = await planned(files);
    const machine = makeMachine();
    await applyRelease(host, machine, plan, digest, { audit: auditFile() });
    expect(machine.done).toEqual(['fsfreeze --unfreeze /mnt/ext4']);
  });

  test('is left alone when device-mapper has suspended its device', async () => {
    const { plan } = await planned({
      ...files,
      'sys/dev/block/7:1/dm/suspended': '1\n',
      'sys/dev/block/7:1/dm/name': 'vg-data\n',
    });
    expect(plan.actions).toEqual([]);
    expect(plan.gaps[0]?.detail).toContain('dmsetup resume vg-data');
  });
});

describe('a frozen cgroup', () => {
  const freezer = '30 27 0:30 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer\n';
  const frozen = {
    state: 'D',
    wchan: '__refrigerator',
    kill: true,
    mounts: ROOT + freezer,
    container: STUCK,
  };
  const folder = `sys/fs/cgroup/freezer/docker/${STUCK}`;
  const files = fuseHost({
    'tasks/ps-eLo.txt': (fuseHost()['tasks/ps-eLo.txt'] ?? '').replace(
      'request_wait_answer',
      '__refrigerator     ',
    ),
    ...processFiles(1, 'systemd', { mounts: ROOT + freezer }),
    ...processFiles(90, 'dockerd', { mounts: ROOT + freezer }),
    ...processFiles(4711, 'dd', frozen),
    'sys/fs/cgroup/freezer/docker/freezer.self_freezing': '1\n',
    [`${folder}/freezer.self_freezing`]: '0\n',
  });

  test('is thawed at the cgroup that was told to freeze, of which the container is only a part', async () => {
    const { host, plan, digest } = await planned(files);
    expect(plan.actions.map(({ target }) => target)).toMatchObject([
      { kind: 'cgroup', version: 1, path: '/docker' },
    ]);
    expect(plan.actions[0]?.users.groups.map(({ processes }) => processes.map(({ comm }) => comm))).toEqual([
      ['web'],
    ]);
    const machine = makeMachine();
    await applyRelease(host, machine, plan, digest, { audit: auditFile() });
    expect(machine.done).toEqual(['THAWED > /sys/fs/cgroup/freezer/docker/freezer.state']);
  });

  test('is left alone when it was thawed meanwhile', async () => {
    const { host, plan, digest } = await planned(files);
    const machine = makeMachine();
    const thawed = withBytes(host, /self_freezing$/, Buffer.from('0\n'));
    const { outcomes } = await applyRelease(thawed, machine, plan, digest, { audit: auditFile() });
    expect(machine.done).toEqual([]);
    expect(outcomes[0]?.says).toContain('not frozen any more');
  });

  test('is not planned for a running host that does not tell which one is frozen', async () => {
    const recorded = await openMadeHost(files);
    const host = withoutPaths(asLive(recorded), /self_freezing/);
    const plan = await planRelease(host, await examineHost(recorded));
    expect(plan.actions).toEqual([]);
    expect(plan.gaps).toHaveLength(1);
  });
});
