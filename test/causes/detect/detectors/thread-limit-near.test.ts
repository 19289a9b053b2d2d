import { describe, expect, test } from 'vitest';
import { CONTAINERD, diagnose, DOCKERD, findingOf, threadTable, type WrittenThread } from './written-host.ts';
import type { Finding } from '../../../../src/model/diagnosis.ts';

const JAVA: WrittenThread = { pid: 3000, comm: 'java', args: '/usr/bin/java -jar app.jar' };
const THREADS = Array.from({ length: 900 }, (_, index) => ({ ...JAVA, tid: 3000 + index }));

async function foundWith(files: Readonly<Record<string, string>>): Promise<Finding | undefined> {
  const table = threadTable(DOCKERD, CONTAINERD, ...THREADS);
  const diagnosis = await diagnose({ 'dockerd.pid': '901\n', 'tasks/ps-eLo.txt': table, ...files });
  const finding = findingOf(diagnosis, 'thread-limit-near');
  expect(diagnosis.verdict).toBe(finding === undefined ? 'unknown' : 'degraded');
  return finding;
}

describe('a limit of threads that is nearly reached', () => {
  test('is a finding for pid_max, with the programs that have the threads', async () => {
    const finding = await foundWith({ 'proc/sys/kernel/pid_max': '1000\n' });
    expect(finding).toMatchObject({ severity: 'warning', confidence: 'proven' });
    expect(finding?.summary.replaceAll(/\s/g, ' ')).toMatch(
      /^944 of the 1 ?000 threads that kernel\.pid_max allows are in use \(94 ?%\)\. Most threads: java \(PID 3000\) 900, /,
    );
    expect(finding?.remedies.flatMap(({ command }) => command ?? [])).toEqual([
      'ps -eo nlwp,pid,ppid,comm --sort=-nlwp | head -20',
      'sysctl -w kernel.pid_max=2000',
    ]);
  });

  test('is critical when almost none is left, by what the kernel counts where the table was read earlier', async () => {
    const finding = await foundWith({
      'proc/sys/kernel/pid_max': '4194304\n',
      'proc/sys/kernel/threads-max': '32000\n',
      'proc/loadavg': '0.21 1.71 1.72 1/31999 6544\n',
    });
    expect(finding).toMatchObject({ severity: 'critical' });
    expect(finding?.summary).toContain('kernel.threads-max');
  });

  test.each([
    ['v1', '4:pids:/system.slice/docker.service\n', 'sys/fs/cgroup/pids/system.slice'],
    ['v2', '0::/system.slice/docker.service\n', 'sys/fs/cgroup/system.slice'],
  ])('is a finding for the cgroup of a daemon, or one above it: %s', async (_, cgroup, folder) => {
    for (const [place, unit] of [
      [`${folder}/docker.service`, 'docker.service'],
      [folder, 'system.slice'],
    ] as const) {
      const finding = await foundWith({
        'proc/901/cgroup': cgroup,
        [`${place}/pids.current`]: '4090\n',
        [`${place}/pids.max`]: '4096\n',
      });
      expect(finding).toMatchObject({ severity: 'critical' });
      expect(finding?.remedies.at(-1)?.command).toBe(
        `systemctl set-property --runtime ${unit} TasksMax=8192`,
      );
    }
  });

  test('is none below 90 %, without a limit, or where it cannot be read', async () => {
    for (const pidMax of ['1100\n', '4194304\n', 'max\n', '', 'x'])
      expect(await foundWith({ 'proc/sys/kernel/pid_max': pidMax })).toBeUndefined();
    const cgroup = 'sys/fs/cgroup/system.slice/docker.service';
    for (const [current, max] of [
      ['4090\n', 'max\n'],
      ['', '4096\n'],
      ['3600\n', '4096\n'],
    ] as const)
      expect(
        await foundWith({
          'proc/901/cgroup': '0::/system.slice/docker.service\n',
          [`${cgroup}/pids.current`]: current,
          [`${cgroup}/pids.max`]: max,
        }),
      ).toBeUndefined();
  });
});
