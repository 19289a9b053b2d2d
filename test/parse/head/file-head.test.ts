import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import { HEAD_BYTES, recogniseHead } from '../../../src/parse/head/file-head.ts';

const CASES = readdirSync('test/cases').filter((name) => name.endsWith('.tar.gz'));

describe('the first bytes of a file tell', () => {
  it.each(CASES)('that it is a case: %s', (name) => {
    expect(recogniseHead(readFileSync(`test/cases/${name}`).subarray(0, HEAD_BYTES))).toBe('case');
  });

  it.each([
    ['pprof/dockerd/goroutine.debug1.txt', 'profile'],
    ['pprof/dockerd/goroutine.debug2.txt', 'profile'],
    ['pprof/dockerd/goroutine.pb.gz', 'profile'],
    ['pprof/dockerd/heap.pb.gz', 'profile'],
    ['pprof/dockerd/heap.debug1.txt', 'profile'],
    ['sockets/ss-xanp.txt', 'sockets'],
    ['docker/info.json', undefined],
    ['logs/dockerd.log', undefined],
    ['tasks/ps-eLo.txt', undefined],
  ] as const)('what a file of a case is, packed or not: %s', async (path, kind) => {
    const host = await openRecordedHost('examples/kill-wait-18.09.2.tar.gz');
    const bytes = await host.read(path);
    await host.close();
    expect(recogniseHead(bytes.subarray(0, HEAD_BYTES))).toBe(kind);
    if (!path.endsWith('.gz')) expect(recogniseHead(gzipSync(bytes).subarray(0, HEAD_BYTES))).toBe(kind);
  });

  it.each([
    ['', undefined],
    ['# deadwait\n\n  goroutine 357 [chan receive, 1 minutes]: g…\n', undefined],
    ['panic: x\n\ngoroutine 1 [running]:\nmain.main()\n', 'profile'],
    ['time="…" msg="=== BEGIN goroutine stack dump ===\\ngoroutine 45 [running]:\\nx"', 'profile'],
    ['u_str LISTEN 0 128 /run/docker.sock 1 * 0\n', 'sockets'],
    ['foo.Bar(0x1)\n\t/x/y.go:3 +0x1\n', undefined],
  ])('of a text %j that it is %s', (text, kind) => {
    expect(recogniseHead(Buffer.from(text))).toBe(kind);
  });

  it('that stacks without a header are a profile, where people paste them', () => {
    const paste = Buffer.from('foo.Bar(0x1)\n\t/x/y.go:3 +0x1\n');
    expect(recogniseHead(paste, { pasted: true })).toBe('profile');
    expect(recogniseHead(Buffer.from('nothing of that kind'), { pasted: true })).toBeUndefined();
  });

  it.each([
    [['.//', './captured_at'], 'case'],
    [['node-17/', 'node-17/docker/info.json'], 'case'],
    [['package/package.json', 'package/README.md'], undefined],
    [['./folder/'], 'case'],
  ] as const)('whether a tar of %j may hold a case', async (names, kind) => {
    const archive = pack();
    for (const name of names)
      archive.entry(
        name.endsWith('/') ? { name, type: 'directory' } : { name },
        name.endsWith('/') ? '' : 'x',
      );
    archive.finalize();
    const chunks: Uint8Array[] = [];
    for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(chunk);
    expect(recogniseHead(Buffer.concat(chunks))).toBe(kind);
    expect(recogniseHead(gzipSync(Buffer.concat(chunks)))).toBe(kind);
  });

  it('nothing at all, without complaint, of any other bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.boolean(), (bytes, packed) => {
        recogniseHead(packed ? Buffer.concat([Buffer.from('1f8b08', 'hex'), bytes]) : bytes, {
          pasted: true,
        });
      }),
    );
  });
});
