import { describe, expect, test } from 'vitest';
import { bytesOf, findProcessMemory } from '../../../src/causes/heap/process-memory.ts';
import { goMinor } from '../../../src/causes/heap/go-minor.ts';
import { defined } from '../../../src/model/defined.ts';
import { sayStatement } from '../../../src/report/words/say-statement.ts';
import type { HeapProfile, MemoryStats } from '../../../src/model/heap.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Of dockerd 18.09.2 with 18 500 hanging stops, as recorded. */
const STATS: MemoryStats = {
  heapAllocBytes: 751_001_752,
  heapInUseBytes: 804_773_888,
  heapIdleBytes: 146_579_456,
  heapReleasedBytes: 2_916_352,
  stackInUseBytes: 374_046_720,
  sysBytes: 1_400_438_328,
};

const profile = (inUseBytes: number, memory?: MemoryStats): HeapProfile => ({
  daemon: 'dockerd',
  format: 'protobuf',
  file: 'pprof/dockerd/heap.pb.gz',
  inUseBytes,
  allocatedBytes: inUseBytes,
  sites: [],
  ...(memory === undefined ? {} : { memory }),
});

describe('the memory of a process', () => {
  test('is what the program itself tells, where it does', () => {
    const memory = findProcessMemory(profile(361_458_033, STATS), { rssBytes: 1_227_526_144 });
    expect(memory?.isEstimate).toBe(false);
    expect(memory?.parts.map(({ id, bytes }) => [id, Math.round(bytes / MIB)])).toEqual([
      ['live', 345],
      ['garbage', 371],
      ['holes', 51],
      ['stacks', 357],
      ['free', 137],
      ['runtime', 72],
    ]);
  });

  test('is estimated from RSS and the number of goroutines where it does not', () => {
    const memory = findProcessMemory(profile(300 * MIB), { rssBytes: 26 * GIB, goroutineCount: 70 });
    if (memory === undefined) throw new Error('there is an estimate');
    expect(memory.isEstimate).toBe(true);
    expect(bytesOf(memory, 'garbage')).toBe(300 * MIB);
    expect(bytesOf(memory, 'stacks')).toBe(70 * 10 * 1024);
    expect(bytesOf(memory, 'free') / GIB).toBeCloseTo(25.35, 1);
  });

  test('never has parts that are more than the whole', () => {
    for (const [inUse, rssBytes, goroutineCount] of [
      [300 * MIB, 100 * MIB, 50],
      [10 * MIB, 90 * MIB, 1_000_000],
      [0, MIB, 0],
    ] as const) {
      const parts = findProcessMemory(profile(inUse), { rssBytes, goroutineCount })?.parts ?? [];
      expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(rssBytes);
    }
  });

  test('is not known from a profile alone', () => {
    expect(findProcessMemory(profile(MIB), {})).toBeUndefined();
    expect(findProcessMemory(profile(MIB, { sysBytes: GIB }), {})).toBeUndefined();
  });
});

describe('how memory goes back', () => {
  test.each([
    ['go1.10.6', /five minutes/],
    ['go1.13.15', /MADV_FREE/],
    ['go1.19.8', /in the background/],
    ['go1.25.1', /in the background/],
    [undefined, /Go 1\.12 to 1\.15/],
    ['devel +b7a85e0003', /Go 1\.12 to 1\.15/],
  ])('is told for %s', (version, says) => {
    expect(sayStatement({ kind: 'return-of-memory', ...defined({ go: goMinor(version) }) })).toMatch(says);
  });
});
