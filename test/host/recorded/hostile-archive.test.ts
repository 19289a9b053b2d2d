import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { HostError } from '../../../src/system/host-error.ts';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { PackedEntry } from './pack-case.ts';
import { packCase, packEmptyFiles, textOf } from './pack-case.ts';

const folder = temporaryFolder();
const UNAME: PackedEntry = { name: 'uname', body: 'Linux a 1\n' };

describe('a hostile archive', () => {
  it('gets no path out of the case, and a gap says so', async () => {
    const path = await packCase(join(folder, 'traversal.tgz'), [
      UNAME,
      { name: '../../etc/passwd', body: 'x' },
      { name: 'docker/../../../etc/shadow', body: 'x' },
      { name: '/etc/hosts', body: 'x' },
      { name: `logs/${'a'.repeat(2000)}`, body: 'x' },
      { name: 'b/'.repeat(200) + 'c', body: 'x' },
    ]);
    const host = await openRecordedHost(path);
    expect(await host.list('')).toEqual(['uname']);
    expect(host.gaps()).toHaveLength(1);
    expect(host.gaps()[0]?.detail).toMatch(/^5 entries were ignored: its path leads out of the case/);
  });

  it('gets no link, device or FIFO into the case', async () => {
    const path = await packCase(join(folder, 'links.tgz'), [
      UNAME,
      { name: 'captured_at', type: 'symlink', linkname: '/etc/passwd' },
      { name: 'dockerd.pid', type: 'link', linkname: 'uname' },
      { name: 'logs/kubelet.log', type: 'fifo' },
      { name: 'logs/dockerd.log', type: 'character-device' },
    ]);
    const host = await openRecordedHost(path);
    expect(await host.list('')).toEqual(['uname']);
    expect(host.gaps().map(({ detail }) => detail)).toEqual([
      '1 entry was ignored: it is a character-device, not a file ("logs/dockerd.log")',
      '1 entry was ignored: it is a fifo, not a file ("logs/kubelet.log")',
      '1 entry was ignored: it is a link, not a file ("dockerd.pid")',
      '1 entry was ignored: it is a symlink, not a file ("captured_at")',
    ]);
  });

  it('cannot replace a file by a second one of the same name', async () => {
    const path = await packCase(join(folder, 'twice.tgz'), [UNAME, { name: './/uname', body: 'other' }]);
    const host = await openRecordedHost(path);
    expect(textOf(await host.read('uname'))).toBe('Linux a 1\n');
    expect(host.gaps()[0]?.detail).toContain('another entry has the same path');
  });

  it('keeps names that mean something to JavaScript as mere names', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'docker/__proto__'];
    const path = await packCase(join(folder, 'names.tgz'), [
      UNAME,
      ...names.map((name) => ({ name, body: name })),
    ]);
    const host = await openRecordedHost(path);
    for (const name of names) expect(textOf(await host.read(name))).toBe(name);
  });

  it('is not read further when it unpacks to far more than it should', async () => {
    const path = join(folder, 'bomb.tgz');
    const archive = pack();
    const written = pipeline(archive, createGzip({ level: 1 }), createWriteStream(path));
    archive.entry(UNAME, UNAME.body ?? '');
    const zeros = Buffer.alloc(1024 * 1024);
    const bomb = archive.entry({ name: 'logs/dockerd.log', size: 2048 * zeros.length });
    for (let mebibyte = 0; mebibyte < 2048; mebibyte++) {
      if (!bomb.write(zeros)) await new Promise((resume) => bomb.once('drain', () => resume(undefined)));
    }
    bomb.end(null);
    archive.finalize();
    await written;
    const host = await openRecordedHost(path);
    expect(textOf(await host.read('uname'))).toBe('Linux a 1\n');
    expect(host.gaps()).toMatchObject([
      { reason: 'too-large', detail: expect.stringContaining('logs/dockerd.log') },
    ]);
    await expect(host.read('logs/dockerd.log')).rejects.toMatchObject({ reason: 'too-large' });
  });

  it('with too many entries is read up to the limit', async () => {
    const names = Array.from({ length: 200_000 }, (_, index) => `proc/${index}/stat`);
    const host = await openRecordedHost(await packEmptyFiles(join(folder, 'many.tgz'), ['uname', ...names]));
    expect(host.gaps()).toMatchObject([
      { reason: 'too-large', detail: 'the archive has more than 100000 entries' },
    ]);
    expect(await host.list('proc')).toHaveLength(99_999);
    expect(await host.read('proc/7/stat')).toHaveLength(0);
  });

  it('does not pin large blocks of memory with small entries', async () => {
    const large = Buffer.alloc(1024 * 1024, 'x');
    const entries = Array.from({ length: 60 }, (_, index) => [
      { name: `logs/${index}`, body: 'small' },
      { name: `pprof/${index}`, body: large },
    ]).flat();
    const host = await openRecordedHost(await packCase(join(folder, 'pins.tgz'), [UNAME, ...entries]), {
      keptBytes: 1024 * 1024,
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of await host.open('logs/30')) chunks.push(chunk);
    // Small ones share a block of Node's own pool: 8 KiB, and 64 KiB from Node 26 on.
    expect(chunks[0]?.buffer.byteLength).toBeLessThan(128 * 1024);
    expect((await host.read('pprof/59')).byteLength).toBe(large.length);
  });
});

describe('a damaged archive', () => {
  const example = 'examples/kill-wait-18.09.2.tar.gz';

  it('cut off anywhere gives a prefix of every file and a gap, or is refused', async () => {
    const whole = await openRecordedHost(example);
    const bytes = await readFile(example);
    const path = join(folder, 'cut.tgz');
    for (let part = 0; part < 20; part++) {
      await writeFile(path, bytes.subarray(0, Math.floor((bytes.length * part) / 20)));
      if (part === 0) {
        await expect(openRecordedHost(path)).rejects.toThrow(HostError);
        continue;
      }
      const host = await openRecordedHost(path);
      expect(host.gaps()).toMatchObject([{ reason: 'malformed' }]);
      for (const file of ['captured_at', 'logs/dockerd.log', 'pprof/dockerd/goroutine.debug2.txt']) {
        const read = await host.read(file).catch(() => new Uint8Array());
        const expected = Buffer.from(await whole.read(file)).subarray(0, read.byteLength);
        expect(Buffer.compare(read, expected), `${file} at ${part}/20`).toBe(0);
      }
    }
  });

  it('with bytes changed anywhere never gives more than a gap or a HostError', async () => {
    const bytes = await readFile('test/cases/containerd-undeletable-1.6.20.tar.gz');
    const path = join(folder, 'changed.tgz');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        async (at, noise) => {
          const damaged = Buffer.from(bytes);
          damaged.set(noise.subarray(0, damaged.length - at), at);
          await writeFile(path, damaged);
          try {
            const host = await openRecordedHost(path);
            await host
              .read('tasks/ps-eLo.txt')
              .catch((error: unknown) => expect(error).toBeInstanceOf(HostError));
          } catch (error) {
            expect(error).toBeInstanceOf(HostError);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['text', Buffer.from('this is no archive at all\n'.repeat(100)), 'malformed'],
    ['empty', Buffer.alloc(0), 'malformed'],
    ['gzip of nothing', Buffer.from('1f8b08000000000000030300000000000000', 'hex'), 'malformed'],
    ['xz', Buffer.from('fd377a585a000000', 'hex'), 'unsupported'],
  ])('that is %s is refused in one line', async (name, content, reason) => {
    const path = join(folder, `${name}.tar.gz`);
    await writeFile(path, content);
    const error: unknown = await openRecordedHost(path).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(HostError);
    expect(error).toMatchObject({ reason, message: expect.stringMatching(/^[^\n]+$/) });
  });

  it('that holds something else than a case is refused', async () => {
    const path = await packCase(join(folder, 'other.tgz'), [{ name: 'src/index.ts', body: 'x' }]);
    await expect(openRecordedHost(path)).rejects.toThrow(/is no recorded case/);
  });
});
