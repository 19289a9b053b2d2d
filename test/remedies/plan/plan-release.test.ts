import { readdirSync } from 'node:fs';
import { withBytes } from '../../support/altered-host.ts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import { examine } from '../../../src/investigate/investigate.ts';
import type { ReleasePlan } from '../../../src/model/release.ts';
import { comparePlans } from '../../../src/remedies/plan/plan-changes.ts';
import { planRelease, type PlanOptions } from '../../../src/remedies/plan/plan-release.ts';
import { renderPlan } from '../../../src/report/release/plan.ts';
import {
  asLive,
  examineHost,
  fuseHost,
  NEIGHBOUR,
  openMadeHost,
  processFiles,
  row,
  STUCK,
} from '../made-host.ts';

const CASES = [
  'examples/kill-wait-18.09.2.tar.gz',
  ...readdirSync('test/cases')
    .filter((name) => name.endsWith('.tar.gz'))
    .sort()
    .map((name) => `test/cases/${name}`),
];
const PAPER = { width: 100, color: false, ascii: false };

async function planOf(
  files: Readonly<Record<string, string>>,
  options: PlanOptions & { live?: boolean } = {},
): Promise<ReleasePlan> {
  const recorded = await openMadeHost(files);
  const examined = await examineHost(recorded);
  return planRelease(options.live === true ? asLive(recorded) : recorded, examined, options);
}

test.each(CASES)('the plan for %s is as reviewed', async (path) => {
  const host = await openRecordedHost(path);
  onTestFinished(() => host.close());
  const plan = await planRelease(host, await examine(host));
  const name = path.replace(/^.*\//, '').replace('.tar.gz', '');
  await expect(`${JSON.stringify(plan, null, 1)}\n`).toMatchFileSnapshot(`../goldens/${name}.json`);
  await expect(renderPlan(plan, PAPER)).toMatchFileSnapshot(`../goldens/${name}.txt`);
});

describe('a plan', () => {
  test('names the object, what it frees and who else uses it', async () => {
    const plan = await planOf(fuseHost());
    const [action] = plan.actions;
    expect(plan.actions).toHaveLength(1);
    expect(action?.target).toMatchObject({
      kind: 'fuse-connection',
      connection: 39,
      mount: { device: '0:39', source: 'nas01:/export', mountPoint: '/mnt/vol1', seenIn: 'proc/1/mountinfo' },
      mountsControl: true,
    });
    expect(action?.frees.map(({ pid }) => pid)).toEqual([4711]);
    expect(
      action?.users.groups.map(({ container, processes }) => [container, processes.map(({ comm }) => comm)]),
    ).toEqual([
      [NEIGHBOUR, ['web']],
      [undefined, ['systemd', 'dockerd']],
    ]);
    expect(action?.users.groups[0]?.processes[0]).toMatchObject({ openFiles: 1, isBlocked: false });
  });

  test('does not mount the control file system where it is mounted', async () => {
    const control = '40 27 0:41 / /sys/fs/fuse/connections rw - fusectl none rw\n';
    const mounts = `27 1 254:0 / / rw - ext4 /dev/vda rw\n332 316 0:39 / /mnt/vol1 rw - fuse.sshfs nas01:/export rw\n${control}`;
    const plan = await planOf(fuseHost(processFiles(1, 'systemd', { mounts })));
    expect(plan.actions[0]?.target).toMatchObject({ mountsControl: false });
    expect(plan.actions[0]?.commands).toEqual(['echo 1 > /sys/fs/fuse/connections/39/abort']);
  });

  test('is empty, without a digest, where nothing is stuck', async () => {
    const { 'tasks/ps-eLo.txt': table = '', ...files } = fuseHost();
    const idle = table.replace(/^ 4711.*\n/m, '');
    const plan = await planOf({ ...files, 'tasks/ps-eLo.txt': idle });
    expect(plan).toMatchObject({ containers: [], actions: [], advice: [], facts: [] });
    expect(plan.digest).toBeUndefined();
  });

  test('has the same digest for the same host, recorded or live', async () => {
    const digests = [
      await planOf(fuseHost()),
      await planOf(fuseHost()),
      await planOf(fuseHost(), { live: true }),
    ].map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(1);
    expect(digests[0]).toMatch(/^[0-9a-f]{12}$/);
  });

  const dd = { container: STUCK, state: 'D', wchan: 'request_wait_answer', kill: true };
  const root = '27 1 254:0 / / rw - ext4 /dev/vda rw\n';
  const fuse = (device: string, source: string, mountPoint: string): string =>
    `332 316 ${device} / ${mountPoint} rw - fuse.sshfs ${source} rw\n`;
  test.each([
    [
      'a task that began at another time',
      Object.fromEntries(
        Object.entries(
          processFiles(4711, 'dd', { ...dd, mounts: root + fuse('0:39', 'nas01:/export', '/data') }),
        ).map(([path, text]) => [path, text.replace(' 5711 ', ' 9999 ')]),
      ),
      /^task 4711/,
    ],
    [
      'another source on the same device',
      {
        ...processFiles(1, 'systemd', { mounts: root + fuse('0:39', 'nas02:/other', '/mnt/vol1') }),
        ...processFiles(90, 'dockerd', { mounts: root + fuse('0:39', 'nas02:/other', '/mnt/vol1') }),
        ...processFiles(4711, 'dd', { ...dd, mounts: root + fuse('0:39', 'nas02:/other', '/data') }),
      },
      /^action/,
    ],
    ['another process that has files open there', { 'proc/90/fd.txt': '7 /mnt/vol1/log\n' }, /^user of/],
    ['another boot', { 'proc/sys/kernel/random/boot_id': 'other\n' }, /^boot/],
  ])('has another digest with %s, and the facts tell it', async (_what, changes, fact) => {
    const before = await planOf(fuseHost());
    const after = await planOf(fuseHost(changes));
    expect(after.digest).not.toBe(before.digest);
    const { gone, added } = comparePlans(before.facts, after.facts);
    expect([...gone, ...added].some((line) => fact.test(line))).toBe(true);
  });

  test('keeps its digest while others only look on', async () => {
    const before = await planOf(fuseHost());
    const table = fuseHost()['tasks/ps-eLo.txt'] ?? '';
    const after = await planOf(
      fuseHost({
        'tasks/ps-eLo.txt': table + row(5000, 'S', 'do_wait', 'bash'),
        ...processFiles(5000, 'bash', { mounts: root + fuse('0:39', 'nas01:/export', '/mnt/vol1') }),
      }),
    );
    expect(after.actions[0]?.users.groups.at(-1)?.processes.map(({ comm }) => comm)).toContain('bash');
    expect(after.digest).toBe(before.digest);
  });

  test('does not kill a container that no SIGKILL waits for, unless it is asked to', async () => {
    const recorded = await openRecordedHost('test/cases/stop-forever-20.10.24.tar.gz');
    onTestFinished(() => recorded.close());
    const status =
      'State:\tD (disk sleep)\nPid:\t17443\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000004000\n';
    const host = withBytes(recorded, /^proc\/17443\/(?:task\/17443\/)?status$/, Buffer.from(status));
    const examined = await examine(host);
    const plan = await planRelease(host, examined);
    expect(plan.containers).toMatchObject([{ kill: 'not-pending' }]);
    expect(plan.containers[0]?.notes.join(' ')).toContain('docker kill 35c9bdc9c6b3');
    expect(plan.actions.map(({ remedy }) => remedy)).toEqual(['abort-fuse-connection']);
    const killing = await planRelease(host, examined, { kill: true });
    expect(killing.actions.map(({ remedy }) => remedy)).toEqual(['abort-fuse-connection', 'kill-container']);
    expect(killing.digest).not.toBe(plan.digest);
  });

  test('leaves alone what is mounted nowhere any more', async () => {
    const plan = await planOf(
      fuseHost({
        ...processFiles(1, 'systemd', {}),
        ...processFiles(90, 'dockerd', {}),
        ...processFiles(4711, 'dd', { ...dd, mounts: root }),
      }),
    );
    expect(plan.actions).toEqual([]);
    expect(plan.containers[0]?.notes.join(' ')).toContain('does nothing for it');
  });

  test('looks for a mount that only the task sees in the task', async () => {
    const plan = await planOf(
      fuseHost({ ...processFiles(1, 'systemd', {}), ...processFiles(90, 'dockerd', {}) }),
    );
    expect(plan.actions[0]?.target).toMatchObject({
      mount: { mountPoint: '/data', seenIn: 'proc/4711/mountinfo' },
    });
  });

  test('quotes names that were chosen to mislead, and shows none of them raw', async () => {
    const source = "nas\\040$(reboot);'\\040\u001b[2J";
    const mounts = root + fuse('0:39', source, '/mnt/\u202e$(x)');
    const plan = await planOf(
      fuseHost({
        ...processFiles(1, 'systemd', { mounts }),
        ...processFiles(90, 'dockerd', { mounts }),
        ...processFiles(4711, 'd\u001b[2Jd', { ...dd, mounts: root + fuse('0:39', source, '/data') }),
      }),
    );
    expect(plan.actions).toHaveLength(1);
    expect(plan.facts.every((fact) => !fact.includes('\u001b'))).toBe(true);
    const shown = renderPlan(plan, PAPER);
    expect(shown).not.toMatch(/[\u001b\u202e]/);
    expect(plan.actions[0]?.commands.join('\n')).not.toContain('reboot');
  });
});
