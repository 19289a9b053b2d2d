import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { textOf } from './pack-case.ts';

const folder = temporaryFolder();

async function makeCase(name: string): Promise<string> {
  const root = join(folder, name);
  await mkdir(join(root, 'logs'), { recursive: true });
  await writeFile(join(root, 'uname'), 'Linux a 1\n');
  return root;
}

describe('a case in a folder', () => {
  it('equals the archive it was unpacked from', async () => {
    const example = 'examples/kill-wait-18.09.2.tar.gz';
    const root = join(folder, 'unpacked');
    await mkdir(root);
    execFileSync('tar', ['xzf', example, '-C', root]);
    const [unpacked, packed] = [await openRecordedHost(root), await openRecordedHost(example)];
    for (const below of [
      '',
      'proc',
      'docker',
      'pprof/dockerd',
      'logs',
      'sys/fs/fuse/connections',
      'proc/12915',
    ]) {
      expect(await unpacked.list(below)).toEqual(await packed.list(below));
    }
    for (const path of ['docker/info.json', 'pprof/dockerd/goroutine.debug2.txt', 'logs/kubelet.log']) {
      expect(Buffer.compare(await unpacked.read(path), await packed.read(path)), path).toBe(0);
    }
    expect(await unpacked.threads()).toEqual(await packed.threads());
  });

  it('does not follow links out of it, and follows those inside', async () => {
    const root = await makeCase('links');
    await writeFile(join(folder, 'secret'), 'secret');
    await symlink(join(folder, 'secret'), join(root, 'captured_at'));
    await symlink('/etc', join(root, 'docker'));
    await symlink('uname', join(root, 'dockerd.pid'));
    await symlink('loop', join(root, 'loop'));
    const host = await openRecordedHost(root);
    await expect(host.read('captured_at')).rejects.toMatchObject({ reason: 'unsupported' });
    await expect(host.read('docker/hostname')).rejects.toMatchObject({ reason: 'unsupported' });
    await expect(host.read('loop')).rejects.toMatchObject({ reason: 'malformed' });
    expect(await host.list('docker')).toEqual([]);
    expect(textOf(await host.read('dockerd.pid'))).toBe('Linux a 1\n');
  });

  it('opens plain files only: no FIFO is waited for, no device read', async () => {
    const root = await makeCase('kinds');
    execFileSync('mkfifo', [join(root, 'logs/kubelet.log')]);
    await mkdir(join(root, 'logs/dockerd.log'));
    const host = await openRecordedHost(root);
    await expect(host.read('logs/kubelet.log')).rejects.toMatchObject({
      reason: 'unsupported',
      message: /FIFO/,
    });
    await expect(host.read('logs/dockerd.log')).rejects.toMatchObject({
      reason: 'unsupported',
      message: /folder/,
    });
    await expect(host.read('logs/dockerd.log/x')).rejects.toMatchObject({ reason: 'absent' });
  });

  it('gives empty and binary files as they are', async () => {
    const root = await makeCase('bytes');
    const bytes = Buffer.from([0, 255, 10, 0, 128]);
    await writeFile(join(root, 'logs/dmesg.txt'), bytes);
    await writeFile(join(root, 'logs/kubelet.log'), '');
    const host = await openRecordedHost(root);
    expect(Buffer.from(await host.read('logs/dmesg.txt'))).toEqual(bytes);
    expect(await host.read('logs/kubelet.log')).toHaveLength(0);
  });

  it.skipIf(process.getuid?.() === 0)('says what may not be read', async () => {
    const root = await makeCase('denied');
    await writeFile(join(root, 'captured_at'), 'now');
    await chmod(join(root, 'captured_at'), 0);
    const host = await openRecordedHost(root);
    await expect(host.read('captured_at')).rejects.toMatchObject({ reason: 'denied' });
    await chmod(root, 0);
    await expect(openRecordedHost(root)).rejects.toMatchObject({ reason: 'denied' });
    await chmod(root, 0o700);
  });

  it('may be wrapped in one more folder', async () => {
    await makeCase('wrapped/node7');
    const host = await openRecordedHost(join(folder, 'wrapped'));
    expect(await host.list('')).toEqual(['logs', 'uname']);
  });

  it('is told from a folder that is none, and from a running host', async () => {
    await mkdir(join(folder, 'other/src'), { recursive: true });
    await expect(openRecordedHost(join(folder, 'other'))).rejects.toMatchObject({
      message: /is no recorded case/,
    });
    await expect(openRecordedHost('/')).rejects.toMatchObject({ message: /is no recorded case/ });
    await expect(openRecordedHost(join(folder, 'missing'))).rejects.toMatchObject({ reason: 'absent' });
    await expect(openRecordedHost('/dev/null')).rejects.toMatchObject({ reason: 'unsupported' });
  });
});
