import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { heap } from '../../src/collect/heap.ts';
import type { Host } from '../../src/host/host.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { EMPTY_SNAPSHOT } from '../../src/model/snapshot.ts';
import { openCapture } from '../parse/go/capture.ts';

const options = { fullDumpLimit: 50_000, argumentProbes: [] };

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function hostWith(files: Record<string, string | Uint8Array>): Promise<Host> {
  const folder = await mkdtemp(join(tmpdir(), 'heap-'));
  folders.push(folder);
  await mkdir(join(folder, 'pprof/dockerd'), { recursive: true });
  await Promise.all(
    Object.entries(files).map(([name, content]) => writeFile(join(folder, 'pprof/dockerd', name), content)),
  );
  return openRecordedHost(folder);
}

describe('the heap of a host’s daemons', () => {
  it('is the protobuf form, with the statistics of the text form where there is one', async () => {
    const host = await openCapture('examples/kill-wait-18.09.2');
    const { part, gaps } = await heap.collect(host, options, EMPTY_SNAPSHOT);
    expect(gaps).toEqual([]);
    expect(part.heaps).toMatchObject([
      { daemon: 'containerd', format: 'protobuf', inUseBytes: 7453546 },
      {
        daemon: 'dockerd',
        format: 'protobuf',
        inUseBytes: 34261060,
        memory: {
          heapInUseBytes: 68608000,
          heapIdleBytes: 16556032,
          stackInUseBytes: 32276480,
          sysBytes: 133382424,
        },
      },
    ]);
    expect(part.heaps?.[0]?.memory).toBeUndefined();
    await host.close();
  });

  it('is the text form where the other is missing or broken', async () => {
    const text =
      'heap profile: 1: 64 [1: 64] @ heap/2\n1: 64 [1: 64] @ 0x1\n#\t0x1\tmain.f+0x1\t/a.go:1\n\n# Sys = 5\n';
    const missing = await heap.collect(await hostWith({ 'heap.debug1.txt': text }), options, EMPTY_SNAPSHOT);
    expect(missing).toMatchObject({
      part: { heaps: [{ format: 'debug1', inUseBytes: 64, memory: { sysBytes: 5 } }] },
      gaps: [],
    });
    const broken = await heap.collect(
      await hostWith({ 'heap.debug1.txt': text, 'heap.pb.gz': '\u001f' }),
      options,
      EMPTY_SNAPSHOT,
    );
    expect(broken.part.heaps).toMatchObject([{ format: 'debug1' }]);
    expect(broken.gaps).toMatchObject([{ source: 'pprof/dockerd/heap.pb.gz', reason: 'malformed' }]);
  });

  it('leaves one gap where there is neither', async () => {
    const { part, gaps } = await heap.collect(await hostWith({}), options, EMPTY_SNAPSHOT);
    expect(part.heaps).toEqual([]);
    expect(gaps).toMatchObject([{ source: 'pprof/dockerd/heap.pb.gz', reason: 'absent' }]);
  });
});
