import { describe, expect, it } from 'vitest';
import { daemons } from '../../src/collect/daemons.ts';
import type { Daemon } from '../../src/model/daemon.ts';
import type { Gap } from '../../src/model/gap.ts';
import { writeDaemonIdentities } from '../../src/parse/api/daemon-identities.ts';
import { EMPTY_SNAPSHOT } from '../../src/model/snapshot.ts';
import { caseOf, OPTIONS } from './case-folder.ts';

const collect = async (
  files: Readonly<Record<string, string>>,
): Promise<{ found: readonly Daemon[]; gaps: readonly Gap[] }> => {
  const { part, gaps } = await daemons.collect(await caseOf(files), OPTIONS, EMPTY_SNAPSHOT);
  return { found: part.daemons ?? [], gaps };
};

const row = (pid: number, parent: number, state: string, comm: string, args: string): string =>
  `${pid} ${pid} ${parent} ${state} futex_do_wait 02:16 164 ${comm.padEnd(15)} ${args}\n`;

const process = (pid: number, comm: string, more = ''): Record<string, string> => ({
  [`proc/${pid}/stat`]: `${pid} (${comm}) S 1${' 0'.repeat(48)}\n`,
  [`proc/${pid}/status`]: `Name:\t${comm}\nState:\tS (sleeping)\nPid:\t${pid}\nVmRSS:\t    1024 kB\n${more}`,
  [`proc/${pid}/limits`]: `Limit                     Soft Limit           Hard Limit           Units     \nMax open files            unlimited            unlimited            files     \n`,
  [`proc/${pid}/fd.txt`]: '0 /dev/null\n3 socket:[7]\n',
});

describe('daemons', () => {
  it('tells daemons from shims, zombies, helpers and one-shot commands by their arguments', async () => {
    const table = [
      row(10, 1, 'Ssl', 'dockerd-current', '/usr/bin/dockerd-current --storage-driver overlay2'),
      row(11, 10, 'S', 'dockerd-current', '/usr/bin/dockerd-current --storage-driver overlay2'),
      row(12, 10, 'Ssl', 'docker-containe', 'docker-containerd --config /var/run/docker/containerd.toml'),
      row(13, 12, 'Sl', 'docker-containe', 'docker-containerd-shim -namespace moby -id 1'),
      row(14, 13, 'S', 'containerd', '/usr/bin/containerd --address /run/c.sock publish --topic /tasks/exit'),
      row(15, 13, 'Z', 'containerd', '[containerd] <defunct>'),
      row(16, 1, 'Ssl', 'kubelet', '/usr/bin/kubelet -v 2'),
      row(17, 1, 'Ssl', 'hyperkube', '/hyperkube kubelet --config=/x'),
      row(18, 1, 'S', 'vi', 'vi /usr/bin/dockerd'),
    ];
    const { found } = await collect({ 'tasks/ps-eLo.txt': table.join('') });
    expect(found).toEqual([
      { name: 'dockerd', pid: 10 },
      { name: 'containerd', pid: 12 },
      { name: 'kubelet', pid: 16 },
      { name: 'kubelet', pid: 17 },
    ]);
  });

  it('finds daemons in the folders of a recording that has no thread table', async () => {
    const { found, gaps } = await collect({
      ...process(7, 'crio'),
      ...process(8, 'containerd-shim'),
      'proc/9/x': '',
    });
    expect(found).toMatchObject([
      { name: 'crio', pid: 7, rssBytes: 1024 * 1024, descriptors: { total: 2, evidence: { line: 2 } } },
    ]);
    expect(found[0]?.descriptorLimit).toBeUndefined();
    expect(gaps.map(({ source }) => source)).toEqual(['cri/Version.json']);
  });

  it('believes only those that the recording says were shown to be the host’s, and names the others', async () => {
    const table = [
      row(10, 1, 'S', 'dockerd', '/tmp/dockerd'),
      row(811, 1, 'Ssl', 'dockerd', '/usr/bin/dockerd -H fd://'),
      row(812, 1, 'Ssl', 'containerd', '/usr/bin/containerd'),
    ];
    const because = 'it runs as uid 65534, not as root';
    const ignored = [{ pid: 10, name: 'dockerd', uid: 65534, because }];
    const identities = writeDaemonIdentities({
      daemons: [{ name: 'dockerd', pid: 811, parentPid: 1, startTicks: 7, identity: ['uid 0'] }],
      ignored,
      ignoredCount: 30,
    });
    const host = await caseOf({ 'tasks/ps-eLo.txt': table.join(''), 'daemons.json': identities });
    const { part } = await daemons.collect(host, OPTIONS, EMPTY_SNAPSHOT);
    expect(part.daemons).toEqual([{ name: 'dockerd', pid: 811, identity: ['uid 0'] }]);
    expect(part.ignored).toEqual({ ignored, ignoredCount: 30 });
  });

  it('goes by names where the recording does not say, or cannot be read', async () => {
    const table = row(811, 1, 'Ssl', 'dockerd', '/usr/bin/dockerd');
    const { found, gaps } = await collect({ 'tasks/ps-eLo.txt': table, 'daemons.json': '{"format":' });
    expect(found).toEqual([{ name: 'dockerd', pid: 811 }]);
    expect(gaps).toContainEqual(expect.objectContaining({ source: 'daemons.json', reason: 'malformed' }));
  });

  it('leaves out the daemons inside containers', async () => {
    const { found } = await collect({
      ...process(7, 'containerd', 'NSpid:\t7\n'),
      ...process(8, 'containerd', 'NSpid:\t8\t112\n'),
    });
    expect(found.map(({ pid }) => pid)).toEqual([7]);
  });

  it('gives dockerd’s containerd the version that dockerd tells, and kubelet’s the one that CRI tells', async () => {
    const { found } = await collect({
      'dockerd.pid': '30',
      'tasks/ps-eLo.txt': [
        row(20, 1, 'Ssl', 'containerd', '/usr/bin/containerd'),
        row(30, 1, 'Ssl', 'dockerd', '/usr/bin/dockerd'),
        row(31, 30, 'Ssl', 'containerd', 'containerd --config /run/docker/containerd.toml'),
      ].join(''),
      'docker/version.json': '{"Version":"24.0.7","Components":[{"Name":"containerd","Version":"1.6.24"}]}',
      'cri/Version.json': '{"runtime_name":"containerd","runtime_version":"v1.7.13"}',
    });
    expect(found.map(({ name, pid, version }) => [name, pid, version])).toEqual([
      ['dockerd', 30, '24.0.7'],
      ['containerd', 31, '1.6.24'],
      ['containerd', 20, 'v1.7.13'],
    ]);
  });

  it('lends nothing that an unproven API says to a containerd that is proven', async () => {
    const identity = { parentPid: 1, startTicks: 7, identity: ['uid 0'] };
    const { found } = await collect({
      'tasks/ps-eLo.txt': row(812, 1, 'Ssl', 'containerd', '/usr/bin/containerd'),
      'daemons.json': writeDaemonIdentities({
        daemons: [{ name: 'containerd', pid: 812, ...identity }],
        ignored: [],
        ignoredCount: 0,
        unproven: ['docker', 'cri'],
      }),
      'docker/version.json': '{"Version":"24.0.7","Components":[{"Name":"containerd","Version":"1.6.24"}]}',
      'cri/Version.json': '{"runtime_name":"containerd","runtime_version":"v1.7.13"}',
      'containerd.version': 'containerd github.com/containerd/containerd 1.7.2 0cae528\n',
    });
    expect(found.map(({ name, version }) => [name, version])).toEqual([
      ['containerd', '1.7.2'],
      ['dockerd', '24.0.7'],
    ]);
  });

  it('takes no git commit for containerd’s version', async () => {
    const info = {
      ServerVersion: '19.03.5',
      ContainerdCommit: { ID: 'b34a5c8af56e510852c35414db4c1f4fa6172339' },
    };
    const { found } = await collect({ 'docker/info.json': JSON.stringify(info) });
    expect(found).toMatchObject([{ name: 'dockerd', version: '19.03.5' }]);
  });

  it('counts descriptors as dockerd does where the list cannot be read', async () => {
    const { found, gaps } = await collect({
      ...process(7, 'dockerd'),
      'proc/7/fd.txt': '',
      'docker/info.json': '{"NFd":1573}',
    });
    expect(found[0]?.descriptors).toMatchObject({ total: 1573, evidence: { quote: '"NFd":1573' } });
    expect(gaps.map(({ source, reason }) => `${source} ${reason}`)).toEqual([
      'docker/version.json absent',
      'proc/7/fd.txt malformed',
    ]);
  });

  it('makes gaps of a pid file, an API reply and a process folder that are not what they should be', async () => {
    const { found, gaps } = await collect({
      'dockerd.pid': '0x7f',
      'containerd.pid': '99',
      'docker/version.json': '{"Version":"18.09',
      'docker/info.json': '\0\u0001',
      'tasks/ps-eLo.txt': row(30, 1, 'Ssl', 'dockerd', '/usr/bin/dockerd'),
    });
    expect(found).toEqual([
      { name: 'dockerd', pid: 30 },
      { name: 'containerd', pid: 99 },
    ]);
    expect(gaps.map(({ source, reason }) => `${source} ${reason}`)).toEqual([
      'docker/info.json malformed',
      'docker/version.json malformed',
      'dockerd.pid malformed',
      'proc/30 absent',
      'proc/99 absent',
    ]);
  });

  it('says in one gap that there is no daemon', async () => {
    const { found, gaps } = await collect({});
    expect(found).toEqual([]);
    expect(gaps).toEqual([
      { source: 'daemons', reason: 'absent', detail: 'No container daemon is in the recording.' },
    ]);
  });
});
