import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HostError } from '../../../src/system/host-error.ts';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { packCase, textOf } from './pack-case.ts';

const scratch = temporaryFolder();
const example = 'examples/kill-wait-18.09.2.tar.gz';
const cases = readdirSync('test/cases').map((name) => join('test/cases', name));

describe('openRecordedHost', () => {
  it.each([example, ...cases])('reads threads, sockets and files of %s', async (path) => {
    const host = await openRecordedHost(path);
    expect(host.live).toBe(false);
    expect(host.gaps()).toEqual([]);
    expect(textOf(await host.read('captured_at'))).toMatch(/^2026-11-24T/);
    expect((await host.threads()).length).toBeGreaterThan(50);
    expect((await host.unixSockets()).source).toBe('ss');
    await host.close();
  });

  it('lists folders, sorted, and an absent one as empty', async () => {
    const host = await openRecordedHost(example);
    expect(await host.list('pprof')).toEqual(['containerd', 'dockerd']);
    expect(await host.list('proc/sys/fs')).toEqual(['file-nr', 'nr_open']);
    expect(await host.list('./logs/')).toContain('dockerd.log');
    expect(await host.list('no/such/folder')).toEqual([]);
    expect(await host.list('../..')).toEqual([]);
  });

  it('gives the same bytes whether an entry was kept in memory or must be unpacked again', async () => {
    const kept = await openRecordedHost(example);
    const unpackedAgain = await openRecordedHost(example, { keptBytes: 64 * 1024 });
    for (const path of ['pprof/dockerd/goroutine.debug2.txt', 'logs/kubelet.log', 'uname']) {
      const bytes = await kept.read(path);
      expect(Buffer.compare(await unpackedAgain.read(path), bytes), path).toBe(0);
    }
  });

  it('tells why a file cannot be read', async () => {
    const host = await openRecordedHost(example);
    await expect(host.read('docker/none.json')).rejects.toMatchObject({ reason: 'absent' });
    await expect(host.read('docker')).rejects.toMatchObject({ reason: 'unsupported' });
    await expect(host.read('../etc/passwd')).rejects.toMatchObject({ reason: 'absent' });
    await expect(host.read('/etc/passwd')).rejects.toBeInstanceOf(HostError);
    await expect(host.read('logs/dockerd.log', { maxBytes: 10 })).rejects.toMatchObject({
      reason: 'too-large',
    });
  });

  it('reads a case that lies in one folder of the archive, and a plain tar', async () => {
    const wrapped = await packCase(join(scratch, 'wrapped.tgz'), [
      { name: 'node7/captured_at', body: 'now\n' },
      { name: 'node7/logs/kubelet.log', body: 'I1124\n' },
    ]);
    const plain = await packCase(join(scratch, 'plain.tar'), [{ name: './uname', body: 'Linux a 1\n' }], {
      gzip: false,
    });
    const host = await openRecordedHost(wrapped);
    expect(await host.list('')).toEqual(['captured_at', 'logs']);
    expect(textOf(await host.read('logs/kubelet.log'))).toBe('I1124\n');
    expect(textOf(await (await openRecordedHost(plain)).read('uname'))).toBe('Linux a 1\n');
  });

  it('falls back to /proc/net/unix where ss was not recorded', async () => {
    const folder = join(scratch, 'case');
    await mkdir(join(folder, 'proc/net'), { recursive: true });
    await writeFile(join(folder, 'uname'), 'Linux a 1\n');
    await writeFile(
      join(folder, 'proc/net/unix'),
      'Num       RefCount Protocol Flags    Type St Inode Path\n' +
        '00000000aeaebdfd: 00000002 00000000 00010000 0001 01 34497 /var/run/docker.sock\n',
    );
    const host = await openRecordedHost(folder);
    expect(await host.unixSockets()).toMatchObject({ source: 'proc-net-unix', count: 1, peersKnown: false });
    await expect(host.threads()).rejects.toMatchObject({ path: 'tasks/ps-eLo.txt', reason: 'absent' });
  });
});
