import { describe, expect, test } from 'vitest';
import { readFacts, type Facts } from '../../../src/causes/facts/facts.ts';
import { findHeldMemory } from '../../../src/causes/heap/held-memory.ts';
import { loadCauses } from '../../../src/knowledge/load-causes.ts';
import { sayAll } from '../../../src/report/words/say-statement.ts';
import { heapLink } from '../../../src/causes/finding/links/heap.ts';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import { balanceBuffers } from '../../../src/investigate/heap-books.ts';
import { conclude, findProbes } from '../../../src/investigate/investigate.ts';
import { takeSnapshot } from '../../../src/investigate/take-snapshot.ts';
import type { Finding } from '../../../src/model/diagnosis.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { SOCKET_STATE, type SocketGroup } from '../../../src/model/unix-socket.ts';

const causes = await loadCauses([]);
const MIB = 1024 * 1024;

async function snapshotOf(path: string): Promise<Snapshot> {
  const host = await openRecordedHost(path);
  try {
    return await takeSnapshot(host, { argumentProbes: findProbes(causes) });
  } finally {
    await host.close();
  }
}
const leaking = await snapshotOf('examples/kill-wait-18.09.2.tar.gz');
const cured = await snapshotOf('test/cases/cured-18.09.2.tar.gz');

const withRss = (snapshot: Snapshot, rssBytes: number): Snapshot => ({
  ...snapshot,
  daemons: snapshot.daemons.map((daemon) => ({ ...daemon, rssBytes })),
});
const findingOf = (snapshot: Snapshot, id: string): Finding | undefined =>
  conclude(snapshot, causes).findings.find(({ cause }) => cause === id);
const STOPS = { connections: 1_500, goroutines: 3_000, usualBytes: 1_500 * 40_960 };

describe('the memory that a cause holds', () => {
  test('is the heap of its connections and the stacks of its goroutines', () => {
    const held = findHeldMemory(readFacts(leaking), 'dockerd', STOPS);
    expect(held).toMatchObject({ isBounded: false });
    expect(held?.bytes).toBe((held?.heapBytes ?? 0) + (held?.stackBytes ?? 0));
    // 16 KiB of heap and two stacks of 10 KiB each a stop
    expect((held?.heapBytes ?? 0) / 1_500 / 1024).toBeCloseTo(15, -1);
    expect((held?.stackBytes ?? 0) / 3_000 / 1024).toBeCloseTo(10, 0);
  });

  test('is what one usually takes where there is no heap profile', () => {
    const facts = readFacts({ ...leaking, heaps: [] });
    expect(findHeldMemory(facts, 'dockerd', STOPS)).toEqual({ bytes: STOPS.usualBytes, isBounded: false });
    expect(findHeldMemory(facts, 'dockerd', { connections: 1, goroutines: 1 })).toBeUndefined();
  });

  test('is never more than the daemon has, and that is said', () => {
    const small: Facts = readFacts(withRss({ ...leaking, heaps: [] }, 30 * MIB));
    const memory = findHeldMemory(small, 'dockerd', STOPS);
    expect(memory).toEqual({ bytes: 30 * MIB, isBounded: true });
    if (memory !== undefined)
      expect(sayAll(heapLink(small, 'dockerd', { holding: STOPS, memory }).states)).toMatch(
        /cannot be more than dockerd has/,
      );
    for (const snapshot of [
      leaking,
      withRss(leaking, 20 * MIB),
      withRss({ ...leaking, heaps: [] }, 20 * MIB),
    ])
      for (const { counts } of conclude(snapshot, causes).findings)
        expect(counts.bytes ?? 0).toBeLessThanOrEqual(snapshot.daemons[0]?.rssBytes ?? 0);
  });
});

describe('the books', () => {
  const findings = conclude(leaking, causes).findings;

  test('hold buffers in the heap against connections, with the error of the sample', () => {
    const entries = balanceBuffers(readFacts(leaking), findings);
    expect(entries[0]?.tolerance).toBeGreaterThan(0);
    expect(entries).toMatchObject([
      {
        leftOf: { of: 'heap-buffers', daemon: 'dockerd' },
        rightOf: { of: 'wanted-buffers', connections: 1_500, bytesEach: 8_192 },
        relation: 'about',
        unit: 'bytes',
        right: 1_500 * 8_192,
      },
    ]);
  });

  test('say that connections are not in the heap', () => {
    const [first] = leaking.sockets?.groups ?? [];
    if (leaking.sockets === undefined || first === undefined) throw new Error('the case has sockets');
    const gone = leaking.sockets.groups.find(({ peer }) => peer === 'gone') ?? first;
    const groups = [...leaking.sockets.groups, { ...gone, count: 90_000 }];
    const more = { ...leaking, sockets: { ...leaking.sockets, groups } };
    expect(balanceBuffers(readFacts(more), findings)).toMatchObject([{ relation: 'unequal' }]);
  });

  test('are silent where nothing holds connections', () => {
    expect(balanceBuffers(readFacts(leaking), [])).toEqual([]);
  });
});

describe('a daemon that was just cured', () => {
  test('is told from one that leaks: its memory is free, garbage, or of clients that have gone', () => {
    const { verdict, findings } = conclude(cured, causes);
    expect(verdict).toBe('healthy');
    expect(findings).toMatchObject([{ cause: 'daemon-just-cured', severity: 'info' }]);
    expect(findings[0]?.summary).toMatch(
      /67 goroutines of 20000 or more before and 0 connections of 20000 or more before/,
    );
  });

  test.each([
    ['that leaks', leaking],
    ['that is small', withRss(cured, 100 * MIB)],
    ['without a heap profile', { ...cured, heaps: [] }],
  ])('is none %s', (_what, snapshot) => {
    expect(findingOf(snapshot, 'daemon-just-cured')).toBeUndefined();
  });

  test('is none that has as many goroutines and connections as ever', () => {
    if (cured.sockets === undefined) throw new Error('the case has sockets');
    const living: SocketGroup = {
      path: '/var/run/docker.sock',
      state: SOCKET_STATE.established,
      owner: { pid: cured.daemons[0]?.pid ?? 0, comm: 'dockerd' },
      unreadByClientBytes: 0,
      unreadClientCount: 0,
      sample: { file: 'sockets/ss-xanp.txt', line: 1, quote: '' },
      peer: 'process',
      count: 18_000,
    };
    const busy = { ...cured, goroutines: [], sockets: { ...cured.sockets, groups: [living] } };
    expect(findingOf(busy, 'daemon-just-cured')).toBeUndefined();
  });
});
