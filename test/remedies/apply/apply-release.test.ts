import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ReleasePlan } from '../../../src/model/release.ts';
import { applyRelease } from '../../../src/remedies/apply/apply-release.ts';
import { planRelease } from '../../../src/remedies/plan/plan-release.ts';
import { withBytes, withoutPaths } from '../../support/altered-host.ts';
import { asLive, examineHost, fuseHost, openMadeHost, processFiles, STUCK } from '../made-host.ts';
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
  test('aborts the connection, and mounts the control file system for that moment alone', async () => {
    const { host, plan, digest } = await planned();
    const machine = makeMachine();
    const { outcomes } = await applyRelease(host, machine, plan, digest, { audit: auditFile() });
    expect(machine.done).toEqual([
      'mount -t fusectl none /sys/fs/fuse/connections',
      '1 > /sys/fs/fuse/connections/39/abort',
      'umount /sys/fs/fuse/connections',
    ]);
    expect(outcomes).toMatchObject([{ done: true }]);
  });

  test('leaves a device alone that became another mount at the last moment, and unmounts what it mounted', async () => {
    const { host, plan, digest } = await planned();
    const other = Buffer.from(`${ROOT}332 316 0:39 / /mnt/vol1 rw - fuse.sshfs nas09:/precious rw\n`);
    const changed = withBytes(host, /^proc\/1\/mountinfo$/, other);
    const machine = makeMachine();
    const { outcomes } = await applyRelease(changed, machine, plan, digest, { audit: auditFile() });
    expect(machine.done).toEqual([
      'mount -t fusectl none /sys/fs/fuse/connections',
      'umount /sys/fs/fuse/connections',
    ]);
    expect(outcomes).toMatchObject([{ done: false }]);
    expect(outcomes[0]?.says).toContain('nas09:/precious');
  });

  test('tells what the kernel refused', async () => {
    const { host, plan, digest } = await planned();
    const machine = makeMachine({ fails: /abort/ });
    const { outcomes } = await applyRelease(host, machine, plan, digest, { audit: auditFile() });
    expect(outcomes).toMatchObject([{ done: false }]);
    expect(outcomes[0]?.says).toContain('permission denied');
    expect(machine.done.at(-1)).toBe('umount /sys/fs/fuse/connections');
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
      (plan: ReleasePlan): ReleasePlan => ({ ...plan, digest: 'ffffffffffff' }),
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
