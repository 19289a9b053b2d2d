import { afterAll, describe, expect, test } from 'vitest';
import { findHeapUses } from '../../../src/causes/heap/find-heap-uses.ts';
import { isReliable, samplingError } from '../../../src/causes/heap/sampling-error.ts';
import { heap } from '../../../src/collect/heap.ts';
import type { HeapProfile, HeapSite, HeapUse } from '../../../src/model/heap.ts';
import { EMPTY_SNAPSHOT } from '../../../src/model/snapshot.ts';
import { openCapture } from '../../parse/go/capture.ts';

const CASES: readonly Parameters<typeof openCapture>[0][] = [
  'examples/kill-wait-18.09.2',
  'test/cases/healthy-18.09.2',
  'test/cases/client-leak-20.10.24',
  'test/cases/inspect-lock-18.09.2',
  'test/cases/stop-forever-20.10.24',
  'test/cases/containerd-undeletable-1.6.20',
];

const profiles: HeapProfile[] = [];
for (const path of CASES) {
  const host = await openCapture(path);
  const { part } = await heap.collect(host, { fullDumpLimit: 1, argumentProbes: [] }, EMPTY_SNAPSHOT);
  profiles.push(...(part.heaps ?? []));
  await host.close();
}
afterAll(() => profiles.splice(0));

function site(inUseBytes: number, ...functions: string[]): HeapSite {
  return {
    frames: functions.map((name) => ({ function: name })),
    inUseBytes,
    inUseObjects: 1,
    allocatedBytes: inUseBytes,
    allocatedObjects: 1,
    line: 0,
  };
}

function profileOf(...sites: readonly HeapSite[]): HeapProfile {
  const bytes = sites.reduce((sum, { inUseBytes }) => sum + inUseBytes, 0);
  return { daemon: 'x', format: 'protobuf', file: 'f', inUseBytes: bytes, allocatedBytes: bytes, sites };
}

const idsOf = (...functions: string[]): readonly string[] =>
  findHeapUses(profileOf(site(1, ...functions))).uses.map(({ id }) => id);

describe('the heap of recorded daemons', () => {
  test('is attributed to the last byte, and hardly anything is of no known use', () => {
    expect(profiles.length).toBe(11);
    for (const profile of profiles) {
      const { uses, restBytes } = findHeapUses(profile);
      const attributed = uses.reduce((sum, { bytes }) => sum + bytes, 0);
      expect(attributed + restBytes).toBe(profile.inUseBytes);
      expect(restBytes / profile.inUseBytes).toBeLessThan(0.05);
    }
  });

  test('has units of the size that the sources tell', () => {
    const measured = new Map<string, { bytes: number; units: number; unit: number }>();
    for (const { uses } of profiles.map(findHeapUses))
      for (const { id, unit, units = 0, sites } of uses) {
        if (unit === undefined || units === 0) continue;
        const buffers = sites.filter((one) => one.inUseBytes / one.inUseObjects >= unit.bytes * 0.75);
        const sum = measured.get(id) ?? { bytes: 0, units: 0, unit: unit.bytes };
        sum.bytes += buffers.reduce((total, one) => total + one.inUseBytes, 0);
        sum.units += buffers.reduce((total, one) => total + one.inUseObjects, 0);
        measured.set(id, sum);
      }
    expect([...measured.keys()].sort()).toEqual(
      expect.arrayContaining([
        'event-subscribers',
        'goroutine-records',
        'http-read-buffer',
        'stream-buffers',
      ]),
    );
    for (const [id, { bytes, units, unit }] of measured)
      expect([id, Math.abs(bytes / units / unit - 1) < 0.07]).toEqual([id, true]);
  });

  test('counts connections within the error of the sample', () => {
    const leaking = profiles.find(({ inUseBytes }) => inUseBytes === 34_261_060);
    const uses = leaking === undefined ? [] : findHeapUses(leaking).uses;
    const buffers = uses.filter(({ id }) => /^http-(?:read|write)-buffer$/.test(id));
    const error = samplingError(buffers) ?? 0;
    const connections = buffers.reduce((sum, { units = 0 }) => sum + units, 0) / 2;
    expect(isReliable(buffers)).toBe(true);
    expect(Math.abs(connections - 1_500) / 1_500).toBeLessThan(error);
  });
});

describe('a use of the heap', () => {
  test.each([
    ['http-read-buffer', ['bufio.NewReaderSize', 'net/http.newBufioReader', 'net/http.(*conn).serve']],
    ['http-write-buffer', ['bufio.NewWriterSize', 'net/http.newBufioWriterSize', 'net/http.(*conn).serve']],
    [
      'http-answer-buffer',
      ['net/http.newBufioWriterSize', 'net/http.(*conn).readRequest', 'net/http.(*conn).serve'],
    ],
    [
      'event-subscribers',
      ['github.com/moby/pubsub.(*Publisher).SubscribeTopicWithBuffer', 'net/http.(*conn).serve'],
    ],
    ['log-copiers', ['github.com/moby/moby/v2/daemon/logger.(*Copier).copySrc']],
    [
      'log-rings',
      [
        'github.com/docker/docker/daemon/logger.newRing',
        'github.com/docker/docker/daemon/logger.NewRingLogger',
      ],
    ],
    ['stream-buffers', ['github.com/docker/docker/container/stream.(*Config).CopyToPipe.func1.1']],
    [
      'network',
      ['github.com/docker/docker/vendor/github.com/docker/libnetwork/ipam.(*Allocator).RequestPool'],
    ],
    ['network', ['github.com/docker/docker/libnetwork/networkdb.(*NetworkDB).CreateEntry']],
    ['grpc-write-buffer', ['google.golang.org/grpc/internal/transport.newBufWriter']],
    ['ttrpc', ['github.com/containerd/ttrpc.newChannel']],
    ['start', ['github.com/x/y.init.0', 'runtime.doInit1', 'runtime.main']],
    ['containers', ['github.com/containerd/containerd/v2/internal/cri/server.(*criService).StartContainer']],
    ['api-caches', ['k8s.io/client-go/tools/cache.(*threadSafeMap).Update']],
  ])('%s is known in any version and build', (id, functions) => {
    expect(idsOf(...functions)).toEqual([id]);
  });

  test('is none where nothing is known of the place', () => {
    const { uses, rest, restBytes } = findHeapUses(profileOf(site(7, 'example.com/shop.(*Cart).Add')));
    expect([uses, rest.length, restBytes]).toEqual([[], 1, 7]);
  });

  test('is not told by names that only look alike', () => {
    expect(idsOf('example.com/grpcx.New', 'example.com/containerd/ttrpcx.newChannel')).toEqual([]);
  });
});

describe('the error of a sample', () => {
  const use = (sampledObjects?: number): HeapUse => ({
    id: 'x',
    says: 'x',
    bytes: 1,
    objects: 1,
    allocatedBytes: 1,
    sites: [],
    ...(sampledObjects === undefined ? {} : { sampledObjects }),
  });

  test('shrinks with the number of recorded objects', () => {
    expect(samplingError([use(100)])).toBeCloseTo(0.2);
    expect(samplingError([use(300), use(100)])).toBeCloseTo(0.1);
    expect(samplingError([use(1)])).toBe(1);
  });

  test('is unknown where the profile does not tell its rate', () => {
    expect(samplingError([use(100), use()])).toBeUndefined();
    expect(isReliable([use()])).toBe(false);
    expect(samplingError([use(0)])).toBeUndefined();
  });
});
