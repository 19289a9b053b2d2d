import { readdirSync } from 'node:fs';
import { withBytes } from '../../support/altered-host.ts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import { examine } from '../../../src/investigate/investigate.ts';
import { HostError } from '../../../src/system/host-error.ts';
import type { Host } from '../../../src/host/host.ts';
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

  test('aborts through a private mount only where the control file system is not mounted', async () => {
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
    expect(digests[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  const dd = { container: STUCK, state: 'D', wchan: 'request_wait_answer', kill: true };
  const root = '27 1 254:0 / / rw - ext4 /dev/vda rw\n';
  const fuse = (device: string, source: string, mountPoint: string): string =>
    `332 316 ${device} / ${mountPoint} rw - fuse.sshfs ${source} rw\n`;
  const mountFiles = (own: string, onHost = own): Record<string, string> => ({
    ...processFiles(1, 'systemd', { mounts: root + onHost }),
    ...processFiles(90, 'dockerd', { mounts: root + onHost }),
    ...processFiles(4711, 'dd', { ...dd, mounts: root + own }),
  });
  const seen = fuse('0:39', 'nas01:/export', '/data');
  const shown = fuse('0:39', 'nas01:/export', '/mnt/vol1');
  const ofTask = (pattern: RegExp | string, by: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(processFiles(4711, 'dd', { ...dd, mounts: root + seen })).map(([path, text]) => [
        path,
        text.replace(pattern, by),
      ]),
    );
  const container = (changes: object): Record<string, string> => ({
    'docker/containers.json': JSON.stringify([
      { Id: STUCK, Names: ['/c0'], State: 'running', Mounts: [], ...changes },
      { Id: NEIGHBOUR, Names: ['/c1'], State: 'running', Mounts: [] },
    ]),
  });
  const task = 'proc/4711/task/4711';

  /** Every fact that a plan rests on, each altered alone. */
  const FACTS: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    ['a task that began at another time', ofTask(' 5711 ', ' 9999 '), /^task 4711/],
    [
      'a task of another name',
      { 'tasks/ps-eLo.txt': (fuseHost()['tasks/ps-eLo.txt'] ?? '').replace(' dd  ', ' cp  ') },
      /^task 4711/,
    ],
    ['another kernel stack', { [`${task}/stack`]: '[<0>] request_wait_answer+0x1/0x2\n' }, /^task .*stack/],
    ['another wait channel', ofTask('request_wait_answer', 'fuse_simple_request'), /^task .*fuse_simple/],
    [
      'another system call',
      { [`${task}/syscall`]: '4 0x1 0x0 0x0 0x0 0x0 0x0 0x7ffd 0x7f00\n' },
      /^task .*system call/,
    ],
    [
      'another proof',
      {
        [`${task}/syscall`]: '0 0x3 0x0 0x0 0x0 0x0 0x0 0x7ffd 0x7f00\n',
        [`${task}/fd.txt`]: '3 /data/x\n',
      },
      /^task .*open file tells/,
    ],
    [
      'another source on the same device',
      mountFiles(fuse('0:39', 'nas02:/other', '/data'), fuse('0:39', 'nas02:/other', '/mnt/vol1')),
      /^action/,
    ],
    ['another mount point', mountFiles(seen, fuse('0:39', 'nas01:/export', '/mnt/vol9')), /^action/],
    [
      'another type',
      mountFiles(seen.replace('sshfs', 'rclone'), shown.replace('sshfs', 'rclone')),
      /^action/,
    ],
    ['another mount id', mountFiles(seen, shown.replace('332 ', '333 ')), /^action .*mount 333/],
    [
      'another root of the mount',
      mountFiles(seen, shown.replace(' / /mnt', ' /sub /mnt')),
      /^action .*\/sub/,
    ],
    ['another mount namespace', { 'proc/1/ns/mnt': 'mnt:[4026539999]\n' }, /^action .*4026539999/],
    [
      'another connection',
      {
        ...mountFiles(fuse('0:41', 'nas01:/export', '/data'), fuse('0:41', 'nas01:/export', '/mnt/vol1')),
        'sys/fs/fuse/connections/41/waiting': '1\n',
      },
      /^action .*connection 41/,
    ],
    ['another process that has files open there', { 'proc/90/fd.txt': '7 /mnt/vol1/log\n' }, /^user of/],
    [
      'another container that uses it',
      processFiles(4800, 'web', { container: 'e'.repeat(64), mounts: root + seen }),
      /^user of .*eeee/,
    ],
    ['another name of the container', container({ Names: ['/other'] }), /^container .*other/],
    ['another state of the container', container({ State: 'paused' }), /^container .*paused/],
    ['another version of dockerd', { 'docker/version.json': '{"Version":"20.10.25"}' }, /^daemon/],
    [
      'a dockerd that was restarted',
      { 'proc/90/stat': (fuseHost()['proc/90/stat'] ?? '').replace(' 1090 ', ' 7777 ') },
      /^daemon .*7777/,
    ],
    ['another boot', { 'proc/sys/kernel/random/boot_id': 'other\n' }, /^boot/],
  ];

  test.each(FACTS)('has another digest with %s, and the facts tell it', async (_what, changes, fact) => {
    const before = await planOf(fuseHost());
    const after = await planOf(fuseHost(changes));
    expect(after.digest).toBeDefined();
    expect(after.digest).not.toBe(before.digest);
    const { gone, added } = comparePlans(before.facts, after.facts);
    expect([...gone, ...added].filter((line) => fact.test(line))).not.toEqual([]);
  });

  test('says in its facts all that it rests on', async () => {
    const facts = await planOf(
      fuseHost({
        'proc/1/ns/mnt': 'mnt:[4026531832]\n',
        [`${task}/stack`]: '[<0>] request_wait_answer+0x1/0x2\n[<0>] fuse_readdir+0x1/0x2\n',
        [`${task}/syscall`]: '217 0x3 0x1 0x2 0x0 0x0 0x0 0x7ffd 0x7f00\n',
        [`${task}/fd.txt`]: '3 /data\n',
      }),
    );
    expect(facts.facts).toMatchInlineSnapshot(`
      [
        "action "abort-fuse-connection 0:39" frees task 4711/4711",
        "action abort-fuse-connection on connection 39, device 0:39: "nas01:/export" "fuse.sshfs" on "/mnt/vol1", mount 332 of "/" in "proc/1/mountinfo" ("mnt:[4026531832]")",
        "boot "9f54199f"",
        "container 7db26ac60ffde19fada9227c65675c1b27694821e3748090fedc9e6dcf8112e9, of docker, named "c0", in state "running", SIGKILL pending",
        "daemon "dockerd" "20.10.24" is process 90 started at tick 1090",
        "task 4711/4711 "dd" started at tick 5711 of container 7db26ac60ffd waits for fuse, on device 0:39, as its open file tells, asleep in "request_wait_answer", with stack "request_wait_answer fuse_readdir", in system call "217 0x3 0x1 0x2 0x0 0x0 0x0"",
        "user of "abort-fuse-connection 0:39": container d41f9ec9167f8294648ba902df1a1e6b1ec8bd6fa5d0fd2dd44ebb7a9f6d4a5e",
        "user of "abort-fuse-connection 0:39": process 4800 "web" started at tick 5800",
      ]
    `);
  });

  test.each([
    ['the number of requests', { 'sys/fs/fuse/connections/39/waiting': '7\n' }],
    ['what the task says that it does', { [`${task}/cmdline`]: 'dd\0if=/elsewhere\0' }],
    ['a file more that a user has open', { 'proc/4800/fd.txt': '3 /data/index\n4 /data/more\n' }],
    ['the time', { captured_at: '2026-11-24T02:09:59Z\n' }],
  ])('keeps its digest with another %s, which it does not rest on', async (_what, changes) => {
    expect((await planOf(fuseHost(changes))).digest).toBe((await planOf(fuseHost())).digest);
  });

  const twoMounts = `${seen}333 316 0:40 / /more rw - fuse.s3fs s3://b rw\n`;
  const hung = {
    ...mountFiles(twoMounts, `${shown}333 316 0:40 / /mnt/vol2 rw - fuse.s3fs s3://b rw\n`),
    [`${task}/syscall`]: '257 0xffffff9c 0x1 0x0 0x0 0x0 0x0 0x7ffd 0x7f00\n',
    [`${task}/cmdline`]: 'tar\0czf\0/data/backup.tgz\0.\0',
  };

  test('proposes the mount that has requests, and not the one that the command line names', async () => {
    const plan = await planOf(
      fuseHost({
        ...hung,
        'sys/fs/fuse/connections/39/waiting': '0\n',
        'sys/fs/fuse/connections/40/waiting': '1\n',
      }),
    );
    expect(plan.actions.map(({ id }) => id)).toEqual(['abort-fuse-connection 0:40']);
    expect(JSON.stringify([plan.actions, plan.advice])).not.toContain('nas01:/export on');
  });

  test('proposes nothing of two that may be meant, and says which, why, and what would tell', async () => {
    const plan = await planOf(fuseHost({ ...hung, 'sys/fs/fuse/connections/40/waiting': '1\n' }));
    expect(plan.actions).toEqual([]);
    expect(plan.digest).toBeUndefined();
    const advice = plan.advice.find(({ id }) => id === 'find-fuse-connection');
    expect(advice).toMatchObject({ automatic: false });
    expect(advice?.says).toMatch(/dd \(4711\) waits for one of 2 FUSE servers: .*nas01:\/export.*s3:\/\/b/);
    expect(advice?.says).toContain('does not tell them apart');
    expect(advice?.command).toContain('/sys/fs/fuse/connections/39/waiting');
    expect(advice?.command).toContain('/sys/fs/fuse/connections/40/waiting');
    const text = renderPlan(plan, PAPER);
    expect(text).toContain('nas01:/export');
    expect(text).toContain('s3://b');
  });

  test('does not say that nothing is stuck where no thread could be looked at', async () => {
    const { 'tasks/ps-eLo.txt': _table, ...rest } = fuseHost();
    const files = Object.fromEntries(Object.entries(rest).filter(([path]) => !/^proc\/\d/.test(path)));
    const plan = await planOf(files);
    expect(plan.unseen).toEqual(['The threads of the host are not in the recording.']);
    expect(renderPlan(plan, PAPER)).not.toContain('nothing to release');
  });

  test('does not say that nothing is stuck to a user who may not look', async () => {
    const recorded = await openMadeHost({
      ...fuseHost(),
      'tasks/ps-eLo.txt': row(1, 'S', 'ep_poll', 'init'),
    });
    const examined = await examineHost(recorded);
    const host: Host = {
      ...asLive(recorded),
      read: async (path, options) => {
        if (/^proc\/\d+\/ns\/mnt$/.test(path)) throw new HostError(path, 'denied', 'permission denied');
        return recorded.read(path, options);
      },
    };
    const plan = await planRelease(host, examined);
    expect(plan.unseen?.[0]).toContain('as root');
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
