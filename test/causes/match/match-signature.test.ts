import { expect, test } from 'vitest';
import { matchSignature } from '../../../src/causes/match/match-signature.ts';
import type { SignatureGroup } from '../../../src/model/cause.ts';
import type { GoroutineGroup, GoroutineProfile } from '../../../src/model/goroutine.ts';

const stop: SignatureGroup = {
  name: 'stop',
  role: 'primary',
  states: ['chan receive'],
  leaf: 'daemon.(*Daemon).containerStop',
  through: ['container.(*containerRouter).postContainersStop'],
  container: [{ function: 'daemon.(*Daemon).containerStop', index: 1 }],
  where: [
    { function: 'daemon.(*Daemon).containerStop', index: 2, equals: -1, versions: { before: '22.0.0' } },
  ],
};

const LEAF = 'github.com/docker/docker/daemon.(*Daemon).containerStop';

function group(
  over: Partial<GoroutineGroup>,
  functions: readonly string[],
  values?: Record<string, number>,
): GoroutineGroup {
  const tallies = Object.entries(values ?? {}).map(
    ([word, count]) => [word, { count, waits: new Map([[1, count]]), firstLine: 1 }] as const,
  );
  return {
    count: 10,
    state: 'chan receive',
    frames: functions.map((name) => ({ function: name })),
    framesElided: false,
    waits: new Map([[1, 10]]),
    lockedToThread: 0,
    arguments: values === undefined ? [] : [{ function: LEAF, index: 2, values: new Map(tallies) }],
    firstLine: 1,
    firstHeader: 'goroutine 1 [chan receive]:',
    ...over,
  };
}

const profile = (...groups: GoroutineGroup[]): GoroutineProfile => ({
  daemon: 'dockerd',
  format: 'debug2',
  file: 'pprof/dockerd/goroutine.debug2.txt',
  total: groups.reduce((sum, one) => sum + one.count, 0),
  truncated: false,
  groups,
});

const ROUTER = 'github.com/docker/docker/api/server/router/container.(*containerRouter).postContainersStop';
const stack = [LEAF, 'github.com/docker/docker/daemon.(*Daemon).ContainerStop', ROUTER];

test('a stack matches whatever the path prefix and the frames in between', () => {
  const moved = ['github.com/moby/moby/v2/daemon.(*Daemon).containerStop', 'x/y/vendor/z.f', ROUTER];
  expect(matchSignature(profile(group({}, moved)), stop)?.count).toBe(10);
});

test('frames of the Go runtime above the leaf do not hide it', () => {
  expect(
    matchSignature(profile(group({}, ['runtime.gopark', 'runtime.chanrecv', ...stack])), stop)?.count,
  ).toBe(10);
});

test('another state, another leaf or a missing frame is no match', () => {
  expect(matchSignature(profile(group({ state: 'semacquire' }, stack)), stop)).toBeUndefined();
  expect(
    matchSignature(profile(group({}, ['github.com/docker/docker/daemon.(*Daemon).Kill', ...stack])), stop),
  ).toBeUndefined();
  expect(matchSignature(profile(group({}, [LEAF])), stop)).toBeUndefined();
});

test('only goroutines whose argument has the value are counted', () => {
  const mixed = group({}, stack, { '0xffffffffffffffff': 7, '0x1e': 3 });
  expect(matchSignature(profile(mixed), stop, '20.10.24+dfsg1')).toMatchObject({
    count: 7,
    conditions: 'met',
  });
  expect(matchSignature(profile(group({}, stack, { '0x1e': 10 })), stop, '20.10.24')).toBeUndefined();
});

test('a condition that the profile or the version does not let us see stays open', () => {
  expect(matchSignature(profile(group({}, stack)), stop, '20.10.24')).toMatchObject({
    count: 10,
    conditions: 'open',
  });
  expect(matchSignature(profile(group({}, stack, { '0x1e': 10 })), stop, '24.0.9')).toMatchObject({
    count: 10,
    conditions: 'open',
  });
});

test('a profile without states matches by its stacks alone', () => {
  const { state: _, ...stateless } = group({}, stack);
  expect(matchSignature(profile(stateless), stop)?.count).toBe(10);
});

test('a condition that alone tells two causes apart does not match where it is not seen', () => {
  const grace: SignatureGroup = {
    ...stop,
    where: [
      { function: 'daemon.(*Daemon).containerStop', index: 2, atLeast: 0, versions: { before: '22.0.0' } },
    ],
    whereMatters: true,
  };
  const mixed = group({}, stack, { '0xffffffffffffffff': 3, '0xe10': 6, '0xc000ec4900': 1 });
  expect(matchSignature(profile(mixed), grace, '20.10.24')).toMatchObject({ count: 6, conditions: 'met' });
  expect(matchSignature(profile(group({}, stack)), grace, '20.10.24')).toBeUndefined();
  expect(matchSignature(profile(group({}, stack, { '0xe10': 10 })), grace, '24.0.9')).toBeUndefined();
});
