import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { goroutines } from '../../src/collect/goroutines.ts';
import { HostError } from '../../src/system/host-error.ts';
import type { Host } from '../../src/host/host.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { EMPTY_SNAPSHOT } from '../../src/model/snapshot.ts';
import { compileFunctionPattern } from '../../src/parse/go/function-name.ts';
import { openCapture } from '../parse/go/capture.ts';

const options = {
  fullDumpLimit: 50_000,
  argumentProbes: [{ function: compileFunctionPattern('daemon.(*Daemon).Kill'), index: 1 }],
};
const dump =
  'goroutine 1 [select]:\nmain.f(0x1)\n\t/a.go:1 +0x1\n\ngoroutine 2 [select]:\nmain.f(0x1)\n\t/a.go:1 +0x1\n';
const text = 'goroutine profile: total 2\n2 @ 0x1\n#\t0x1\tmain.f+0x1\t/a.go:1\n\n';

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

/** A recorded host with these files of dockerd's. */
async function hostWith(files: Record<string, string | Uint8Array>): Promise<Host> {
  const folder = await mkdtemp(join(tmpdir(), 'goroutines-'));
  folders.push(folder);
  await mkdir(join(folder, 'pprof/dockerd'), { recursive: true });
  await Promise.all(
    Object.entries(files).map(([name, content]) => writeFile(join(folder, 'pprof/dockerd', name), content)),
  );
  return openRecordedHost(folder);
}

describe('the goroutines of a host', () => {
  it('are those of every daemon, counted and in full', async () => {
    const host = await openCapture('examples/kill-wait-18.09.2');
    const { part, gaps } = await goroutines.collect(host, options, EMPTY_SNAPSHOT);
    expect(gaps).toEqual([]);
    expect(part.goroutines?.map(({ daemon, format, total }) => [daemon, format, total])).toEqual([
      ['containerd', 'debug1', 99],
      ['containerd', 'debug2', 99],
      ['dockerd', 'debug1', 3078],
      ['dockerd', 'debug2', 3078],
    ]);
    const kill = part.goroutines?.[3]?.groups.find((group) => group.arguments.length > 0);
    expect(kill?.arguments[0]?.values.get('0xc000ec4900')?.count).toBe(900);
    await host.close();
  });

  it('are read from the protobuf form where there is no text', async () => {
    const capture = await openCapture('examples/kill-wait-18.09.2');
    const host = await hostWith({ 'goroutine.pb.gz': await capture.read('pprof/dockerd/goroutine.pb.gz') });
    const { part, gaps } = await goroutines.collect(host, options, EMPTY_SNAPSHOT);
    expect(part.goroutines).toMatchObject([{ format: 'protobuf', total: 3078 }]);
    expect(gaps).toMatchObject([{ source: 'pprof/dockerd/goroutine.debug2.txt', reason: 'absent' }]);
    await capture.close();
  });

  it('are none, without a gap, on a host without daemons', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'goroutines-'));
    folders.push(folder);
    await writeFile(join(folder, 'captured_at'), '2026-11-24T00:00:00Z\n');
    const host = await openRecordedHost(folder);
    expect(await goroutines.collect(host, options, EMPTY_SNAPSHOT)).toEqual({
      part: { goroutines: [] },
      gaps: [],
    });
  });

  it('are kept as far as a broken file has them, and the gap says so', async () => {
    const host = await hostWith({ 'goroutine.debug1.txt': text, 'goroutine.debug2.txt': dump.slice(0, -20) });
    const { part, gaps } = await goroutines.collect(host, options, EMPTY_SNAPSHOT);
    expect(part.goroutines?.map(({ total, truncated }) => [total, truncated])).toEqual([
      [2, false],
      [1, true],
    ]);
    expect(gaps).toMatchObject([{ source: 'pprof/dockerd/goroutine.debug2.txt', reason: 'malformed' }]);
  });

  it('leave a gap for each file that is no profile, and nothing else', async () => {
    const junk = {
      'goroutine.debug1.txt': '',
      'goroutine.pb.gz': gzipSync('x'),
      'goroutine.debug2.txt': 'page not found',
    };
    const { part, gaps } = await goroutines.collect(await hostWith(junk), options, EMPTY_SNAPSHOT);
    expect(part.goroutines).toEqual([]);
    expect(gaps.map(({ source, reason }) => [source.slice('pprof/dockerd/'.length), reason])).toEqual([
      ['goroutine.debug1.txt', 'malformed'],
      ['goroutine.debug2.txt', 'malformed'],
      ['goroutine.pb.gz', 'malformed'],
    ]);
  });

  it('are kept as far as they came when the host fails in the middle', async () => {
    const host = await hostWith({ 'goroutine.debug1.txt': text });
    async function* failing(path: string): AsyncGenerator<Uint8Array> {
      yield Buffer.from(dump.slice(0, 70));
      throw new HostError(path, 'timeout', 'nothing came for 30 s');
    }
    const open: Host['open'] = async (path, limits) =>
      path.includes('debug2') ? failing(path) : host.open(path, limits);
    const { part, gaps } = await goroutines.collect({ ...host, open }, options, EMPTY_SNAPSHOT);
    expect(part.goroutines?.[1]).toMatchObject({ format: 'debug2', total: 1, truncated: true });
    expect(gaps).toMatchObject([{ reason: 'timeout', detail: 'nothing came for 30 s' }]);
  });
});

describe('the full dump of a live daemon', () => {
  const files = { 'goroutine.debug1.txt': text, 'goroutine.debug2.txt': dump };
  const liveHost = async (present: Record<string, string>): Promise<Host> => ({
    ...(await hostWith(present)),
    live: true,
  });

  it('is asked for below the limit', async () => {
    const { part, gaps } = await goroutines.collect(
      await liveHost(files),
      { ...options, fullDumpLimit: 2 },
      EMPTY_SNAPSHOT,
    );
    expect(part.goroutines?.map((profile) => profile.format)).toEqual(['debug1', 'debug2']);
    expect(gaps).toEqual([]);
  });

  it('is not asked for above it, and the gap says how to get it', async () => {
    const { part, gaps } = await goroutines.collect(
      await liveHost(files),
      { ...options, fullDumpLimit: 1 },
      EMPTY_SNAPSHOT,
    );
    expect(part.goroutines?.map((profile) => profile.format)).toEqual(['debug1']);
    expect(gaps).toMatchObject([
      {
        source: 'pprof/dockerd/goroutine.debug2.txt',
        reason: 'too-large',
        detail: expect.stringMatching(/2 goroutines.*--deep/),
      },
    ]);
  });

  it('is not asked for while nobody knows how large it would be, unless there is no limit', async () => {
    const host = await liveHost({ 'goroutine.debug2.txt': dump });
    expect((await goroutines.collect(host, options, EMPTY_SNAPSHOT)).part.goroutines).toEqual([]);
    const deep = { ...options, fullDumpLimit: Number.POSITIVE_INFINITY };
    expect((await goroutines.collect(host, deep, EMPTY_SNAPSHOT)).part.goroutines).toMatchObject([
      { total: 2 },
    ]);
  });
});
