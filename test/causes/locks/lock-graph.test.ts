import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findLockGraph } from '../../../src/causes/locks/lock-graph.ts';
import type { GoroutineGroup } from '../../../src/model/goroutine.ts';
import { goroutines, graphOf, INSPECT, MOBY, mutex, newMutex, oldMutex, RPC } from './written-dump.ts';

const IN_SERVER = ['example.org/store.(*Server).handle store/server.go:90', 'net/http.(*conn).serve'];

describe('who waits for a lock', () => {
  test('is told by the address, wherever the lock is asked for', async () => {
    const { locks } = await graphOf(
      goroutines(3, 'semacquire, 4 minutes', [...mutex('0xc000010100'), ...INSPECT]),
      goroutines(2, 'semacquire, 9 minutes', [
        ...mutex('0xc000010100'),
        `${MOBY}container.(*State).IsRunning(0xc000010100) container/state.go:240`,
      ]),
      goroutines(1, 'semacquire', [...mutex('0xc000099900'), ...INSPECT]),
    );
    expect(
      locks.map(({ address, waiterCount, oldestMinutes, kind, described }) => [
        address,
        waiterCount,
        oldestMinutes,
        kind,
        described?.name,
      ]),
    ).toEqual([
      ['0xc000010100', 5, 9, 'Mutex', 'the container lock'],
      ['0xc000099900', 1, 0, 'Mutex', 'the container lock'],
    ]);
  });

  test.each([
    ['Go 1.10', 'semacquire, 3 minutes', oldMutex('0xc420a3a0d0'), '0xc420a3a0d0'],
    ['Go 1.19', 'semacquire, 3 minutes', mutex('0xc000a3a0d0'), '0xc000a3a0d0'],
    ['Go 1.20', 'sync.Mutex.Lock, 3 minutes', mutex('0xc000a3a0d0'), '0xc000a3a0d0'],
    ['Go 1.24', 'sync.Mutex.Lock, 3 minutes', newMutex('0xc000a3a0d0'), '0xc000a3a0d0'],
  ])('is read from a dump of %s', async (_go, header, above, address) => {
    const { locks } = await graphOf(goroutines(4, header, [...above, ...IN_SERVER]));
    expect(locks).toMatchObject([{ address, waiterCount: 4, oldestMinutes: 3, kind: 'Mutex' }]);
    expect(locks[0]?.waiters[0]).toMatchObject({
      mode: 'lock',
      place: { function: 'example.org/store.(*Server).handle', line: 90 },
    });
  });

  test('is told of a reader by the semaphore, where an old Go prints it', async () => {
    const { locks } = await graphOf(
      goroutines(6, 'semacquire, 3 minutes', [
        'sync.runtime_SemacquireMutex(0xc00042e0cc, 0x0, 0x0) runtime/sema.go:71',
        'sync.(*RWMutex).RLock(...) sync/rwmutex.go:50',
        ...IN_SERVER,
      ]),
      goroutines(1, 'semacquire, 4 minutes', [
        'sync.runtime_SemacquireMutex(0xc00042e0c8, 0x0, 0x0) runtime/sema.go:71',
        'sync.(*RWMutex).Lock(0xc00042e0c0) sync/rwmutex.go:103',
        'example.org/store.(*Server).reload store/server.go:200',
      ]),
    );
    expect(locks).toMatchObject([{ address: '0xc00042e0c0', waiterCount: 7, kind: 'RWMutex' }]);
    expect(locks[0]?.waiters.map(({ mode, count }) => [mode, count])).toEqual([
      ['read', 6],
      ['write', 1],
    ]);
  });

  test('is told by the place where no address is printed, or only one that may be stale', async () => {
    const { locks } = await graphOf(
      goroutines(5, 'sync.RWMutex.RLock, 2 minutes', [
        'sync.runtime_SemacquireRWMutexR(0xc0003c4ef0?, 0x50?, 0x1?) runtime/sema.go:82',
        'sync.(*RWMutex).RLock(...) sync/rwmutex.go:70',
        ...IN_SERVER,
      ]),
    );
    expect(locks).toMatchObject([
      { id: 'example.org/store.(*Server).handle:90', waiterCount: 5, kind: 'RWMutex' },
    ]);
    expect(locks[0]).not.toHaveProperty('address');
  });

  test('is none who waits for a WaitGroup, a Cond, or only comes out of a lock', async () => {
    const { locks } = await graphOf(
      goroutines(9, 'semacquire, 5 minutes', [
        'sync.runtime_Semacquire(0xc000935fd0?) runtime/sema.go:62',
        'sync.(*WaitGroup).Wait(0xc0009ea440?) sync/waitgroup.go:139',
        ...IN_SERVER,
      ]),
      goroutines(9, 'sync.Cond.Wait, 5 minutes', [
        'sync.runtime_notifyListWait(0xc000935fd0, 0x1) runtime/sema.go:517',
        'sync.(*Cond).Wait(0xc0009ea440?) sync/cond.go:70',
        ...IN_SERVER,
      ]),
      goroutines(1, 'runnable', [...mutex('0xc000a3a0d0'), ...IN_SERVER]),
    );
    expect(locks).toEqual([]);
  });
});

describe('the holder', () => {
  const waiters = goroutines(8, 'semacquire, 6 minutes', [...mutex('0xc000010100'), ...INSPECT]);

  test('is the goroutine in a function that is known to hold the lock, and waits for containerd', async () => {
    const { locks } = await graphOf(
      waiters,
      goroutines(1, 'select, 6 minutes', [
        ...RPC,
        'github.com/containerd/containerd/api/services/tasks/v1.(*tasksClient).Kill',
        `${MOBY}libcontainerd/remote.(*client).SignalProcess`,
        `${MOBY}daemon.(*Daemon).killWithSignal(0xc0006f01e0, 0xc000777000, 0x9) daemon/kill.go:98`,
      ]),
    );
    expect(locks[0]?.holder).toMatchObject({
      goroutines: 1,
      by: 'section',
      certain: true,
      section: { function: `${MOBY}daemon.(*Daemon).killWithSignal` },
      waitsFor: { kind: 'rpc', peer: 'containerd', call: 'tasks Kill' },
    });
  });

  test('is nobody in a start of another container, however alone it stands', async () => {
    const { locks } = await graphOf(
      goroutines(8, 'semacquire, 60 minutes', [
        ...mutex('0xc000010100'),
        `${MOBY}daemon.(*Daemon).killWithSignal(0xc0006f01e0, 0xc000aaa000, 0x9) daemon/kill.go:64`,
      ]),
      goroutines(1, 'select, 20 minutes', [
        ...RPC,
        `${MOBY}daemon.(*Daemon).containerStart(0xc0006f01e0, 0xc000bbb000, 0x0) daemon/start.go:154`,
      ]),
    );
    expect(locks[0]?.waiterCount).toBe(8);
    expect(locks[0]?.holder).toBeUndefined();
  });

  test('is told by the container, where waiters and holders carry it', async () => {
    const start = (container: string, minutes: number): string =>
      goroutines(1, `syscall, ${minutes} minutes`, [
        'syscall.Syscall6(0x2?)',
        'syscall.Stat(...)',
        `${MOBY}daemon.(*Daemon).containerStart(0xc0006f01e0, ${container}, 0x0) daemon/start.go:154`,
      ]);
    const { locks } = await graphOf(
      goroutines(5, 'semacquire, 6 minutes', [
        ...mutex('0xc000010100'),
        `${MOBY}daemon.(*Daemon).killWithSignal(0xc0006f01e0, 0xc000777000, 0x9) daemon/kill.go:64`,
      ]),
      start('0xc000888000', 90),
      goroutines(1, 'select, 7 minutes', [
        ...RPC,
        `${MOBY}daemon.(*Daemon).containerPause(0xc0006f01e0, 0xc000777000) daemon/pause.go:41`,
      ]),
    );
    expect(locks[0]?.holder).toMatchObject({
      by: 'pointer',
      certain: true,
      section: { function: `${MOBY}daemon.(*Daemon).containerPause` },
    });
  });

  test('is uncertain among several, and the one that has waited longest is named', async () => {
    const { locks } = await graphOf(
      waiters,
      goroutines(2, 'select, 7 minutes', [...RPC, `${MOBY}daemon.(*Daemon).containerPause`]),
      goroutines(1, 'IO wait, 90 minutes', ['net.(*conn).Read', `${MOBY}daemon.(*Daemon).containerCopy`]),
    );
    expect(locks[0]?.holder).toMatchObject({
      goroutines: 3,
      certain: false,
      section: { function: `${MOBY}daemon.(*Daemon).containerCopy` },
      waitsFor: { kind: 'network' },
    });
  });

  test('is nobody when nobody stands where the lock is held', async () => {
    const { locks } = await graphOf(
      waiters,
      goroutines(40, 'chan receive, 60 minutes', [`${MOBY}daemon.(*Daemon).Kill daemon/kill.go:162`]),
    );
    expect(locks[0]).not.toHaveProperty('holder');
  });

  test('is not one that asks for the same lock in the same function', async () => {
    const { locks } = await graphOf(
      goroutines(3, 'semacquire, 6 minutes', [
        ...mutex('0xc000010100'),
        `${MOBY}daemon.(*Daemon).containerStart(0xc0006f01e0, 0xc000777000) daemon/start.go:104`,
      ]),
    );
    expect(locks[0]).not.toHaveProperty('holder');
  });

  test('of a lock that nobody knows stands behind the line at which the others wait', async () => {
    const { locks } = await graphOf(
      goroutines(7, 'semacquire, 6 minutes', [...mutex('0xc000010100'), ...IN_SERVER]),
      goroutines(1, 'IO wait, 7 minutes', [
        'internal/poll.(*FD).Read',
        'example.org/store.(*Disk).load store/disk.go:12',
        'example.org/store.(*Server).handle store/server.go:97',
      ]),
    );
    expect(locks[0]?.holder).toMatchObject({
      by: 'passed',
      certain: true,
      waitsFor: { kind: 'network', function: 'store.(*Disk).load' },
    });
  });

  test('is not among many who stand behind that line: one lock has one holder', async () => {
    const { locks } = await graphOf(
      goroutines(7, 'semacquire, 6 minutes', [...mutex('0xc000010100'), ...IN_SERVER]),
      goroutines(30, 'select, 7 minutes', ['example.org/store.(*Server).handle store/server.go:140']),
    );
    expect(locks[0]).not.toHaveProperty('holder');
  });
});

describe('readers and writers', () => {
  test('wait behind a writer that waits for the one who reads', async () => {
    const { locks } = await graphOf(
      goroutines(20, 'semacquire, 3 minutes', [
        'sync.runtime_SemacquireMutex(0xc00042e0cc, 0x0, 0x0)',
        'sync.(*RWMutex).RLock(...)',
        ...IN_SERVER,
      ]),
      goroutines(1, 'semacquire, 3 minutes', [
        'sync.runtime_SemacquireMutex(0xc00042e0c8, 0x0, 0x0)',
        'sync.(*RWMutex).Lock(0xc00042e0c0)',
        'example.org/store.(*Server).reload store/server.go:200',
      ]),
      goroutines(2, 'select, 5 minutes', [...RPC, 'example.org/store.(*Server).handle store/server.go:99']),
    );
    expect(locks).toHaveLength(1);
    expect(locks[0]?.holder).toMatchObject({ goroutines: 2, certain: false, waitsFor: { kind: 'rpc' } });
  });
});

describe('a cycle', () => {
  const LIBNETWORK = `${MOBY}vendor/github.com/docker/libnetwork`;
  const [controller, network] = ['0xc420a00000', '0xc420b00000'];
  const watch = goroutines(1, 'semacquire, 12 minutes', [
    ...oldMutex(network),
    `${LIBNETWORK}.(*network).ID(${network}) libnetwork/network.go:270`,
    `${LIBNETWORK}.(*controller).processEndpointDelete(${controller}) libnetwork/store.go:425`,
    `${LIBNETWORK}.(*controller).watchLoop libnetwork/store.go:455`,
  ]);
  const join = goroutines(1, 'semacquire, 12 minutes', [
    ...oldMutex(controller),
    `${LIBNETWORK}.(*network).getSvcRecords(${network}) libnetwork/network.go:1480`,
    `${LIBNETWORK}.(*sandbox).updateDNS libnetwork/sandbox_dns_unix.go:100`,
  ]);

  test('of two locks that are known is found and closed', async () => {
    const { locks, cycles } = await graphOf(watch, join);
    expect(cycles).toEqual([[controller, network]]);
    const byAddress = new Map(locks.map((lock) => [lock.address, lock.holder?.waitsFor.lock]));
    expect(byAddress).toEqual(
      new Map([
        [controller, network],
        [network, controller],
      ]),
    );
  });

  test('of two locks that nobody knows is found by the lines that were passed', async () => {
    const store = (address: string, line: number, ...below: string[]): string[] => [
      ...mutex(address),
      `example.org/store.(*A).move store/a.go:${line}`,
      ...below,
    ];
    const index = (address: string, line: number): string[] => [
      ...mutex(address),
      `example.org/store.(*B).move store/b.go:${line}`,
    ];
    const { cycles } = await graphOf(
      goroutines(4, 'semacquire, 5 minutes', store('0xc000aa0000', 10)),
      goroutines(4, 'semacquire, 5 minutes', index('0xc000bb0000', 10)),
      goroutines(1, 'semacquire, 5 minutes', [...store('0xc000bb0000', 12)]),
      goroutines(1, 'semacquire, 5 minutes', [...index('0xc000aa0000', 12)]),
    );
    expect(cycles).toEqual([['0xc000aa0000', '0xc000bb0000']]);
  });

  test('of one lock is a goroutine that asks again for what it has', async () => {
    const { cycles } = await graphOf(
      goroutines(1, 'semacquire, 5 minutes', [
        ...mutex('0xc000010100'),
        'github.com/containerd/containerd/runtime/v2/runc/task.(*service).handleProcessExit task/service.go:643',
        'github.com/containerd/containerd/runtime/v2/runc/task.(*service).Create task/service.go:237',
      ]),
    );
    expect(cycles).toEqual([['0xc000010100']]);
  });

  test('is not seen where two hold locks of one kind in a row', async () => {
    const { cycles, locks } = await graphOf(
      goroutines(5, 'semacquire, 5 minutes', [...mutex('0xc000010100'), ...INSPECT]),
      goroutines(1, 'semacquire, 5 minutes', [
        ...mutex('0xc000020200'),
        `${MOBY}container.(*State).IsRunning(0xc000020200) container/state.go:240`,
        `${MOBY}daemon.(*Daemon).containerStart(0xc0006f01e0, 0xc000777000) daemon/start.go:150`,
      ]),
      goroutines(1, 'select, 6 minutes', [...RPC, `${MOBY}daemon.(*Daemon).containerPause`]),
    );
    expect(cycles).toEqual([]);
    expect(locks.map(({ address }) => address)).toEqual(['0xc000010100', '0xc000020200']);
  });
});

test('every goroutine that waits is counted once, whatever the stacks are', () => {
  const name = fc.constantFrom(
    'sync.(*Mutex).lockSlow',
    'sync.(*RWMutex).RLock',
    'internal/sync.(*Mutex).Lock',
    'sync.runtime_SemacquireMutex',
    'a.(*T).f',
    'a.(*T).Lock',
    'b.g',
  );
  const word = fc.constantFrom('0xc000010100', '0xc000020200', '0x7', '0xffffffffffffffff');
  const group = fc.record({
    names: fc.array(name, { minLength: 1, maxLength: 6 }),
    line: fc.integer({ min: 1, max: 3 }),
    words: fc.uniqueArray(word, { maxLength: 3 }),
    count: fc.integer({ min: 3, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(group, { maxLength: 12 }), (written) => {
      const groups = written.map(({ names, line, words, count }, index): GoroutineGroup => ({
        count,
        state: 'semacquire',
        frames: names.map((one) => ({ function: one, file: 'f.go', line })),
        framesElided: false,
        waits: new Map([[index, count]]),
        lockedToThread: 0,
        arguments: names.map((one) => ({
          function: one,
          index: 0,
          values: new Map(
            words.map((each) => [each, { count: 1, waits: new Map([[index, 1]]), firstLine: index + 1 }]),
          ),
        })),
        firstLine: index + 1,
        firstHeader: 'goroutine 1 [semacquire]:',
      }));
      const { locks } = findLockGraph(
        {
          daemon: 'd',
          format: 'debug2',
          file: 'f',
          total: groups.reduce((sum, { count }) => sum + count, 0),
          truncated: false,
          groups,
        },
        [],
      );
      const waiting = groups.filter(({ frames }) => {
        const first = frames.findIndex((frame) => !/^(?:internal\/)?sync\./.test(frame.function));
        return frames
          .slice(0, first < 0 ? frames.length : first)
          .some((frame) => /\)\.(?:R?Lock|lockSlow)$/.test(frame.function));
      });
      const counted = locks.reduce((sum, { waiterCount }) => sum + waiterCount, 0);
      const most = waiting.reduce((sum, { count }) => sum + count, 0);
      expect(counted).toBeLessThanOrEqual(most);
      for (const { waiters, waiterCount } of locks)
        expect(waiterCount).toBe(waiters.reduce((sum, { count }) => sum + count, 0));
    }),
  );
});
