import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import { compareExhibits } from '../../src/compare/compare-exhibits.ts';
import type { Exhibit } from '../../src/compare/moment.ts';
import { conclude } from '../../src/investigate/investigate.ts';
import type { Caution, Change, Comparison } from '../../src/model/comparison.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { SOCKET_STATE } from '../../src/model/unix-socket.ts';
import { exhibitOf } from './recorded-exhibit.ts';

const causes = await loadCauses([]);
const healthy = await exhibitOf('test/cases/healthy-18.09.2.tar.gz');
const leaking = await exhibitOf('examples/kill-wait-18.09.2.tar.gz');
const cured = await exhibitOf('test/cases/cured-18.09.2.tar.gz');
const forever = await exhibitOf('test/cases/stop-forever-20.10.24.tar.gz');

/** The exhibit with its host otherwise. */
const at = (
  { name, snapshot }: Exhibit,
  host: Partial<Snapshot['host']>,
  over: Partial<Snapshot> = {},
): Exhibit => {
  const changed = { ...snapshot, ...over, host: { ...snapshot.host, ...host } };
  return { name, snapshot: changed, diagnosis: conclude(changed, causes) };
};
const about = ({ cautions }: Comparison): Caution['about'][] => cautions.map((one) => one.about);
const rowsOf = ({
  figures,
  goroutines,
  sockets,
  heap,
  containers,
  findings,
}: Comparison): readonly unknown[] => [figures, goroutines, sockets, heap, containers, findings];

describe('two recordings of one host', () => {
  const comparison = compareExhibits(healthy, leaking);

  test('show what grew, per group, per socket and per container, as fast as it did', () => {
    expect(comparison).toMatchObject({ grew: true, seconds: 78.206 });
    expect(
      comparison.goroutines.slice(0, 2).map(({ place, before, after }) => [place, before, after]),
    ).toEqual([
      ['container.(*State).Wait.func', 0, 1500],
      ['daemon.(*Daemon).Kill', 0, 1500],
    ]);
    expect(comparison.sockets[0]).toMatchObject({
      owner: 'dockerd',
      path: '/var/run/docker.sock',
      peer: 'gone',
      change: 1500,
      perHour: 69_000,
    });
    expect(comparison.containers.map(({ stops }) => stops?.after)).toEqual([900, 500, 100]);
    expect(comparison.findings.map(({ cause, became }) => [cause, became])).toEqual([
      ['dockerd-kill-unbounded-wait', 'new'],
      ['container-cannot-die', 'new'],
    ]);
  });

  test('tell between which times the limit is reached, and what that rests on', () => {
    const findings = leaking.diagnosis.findings.map(({ growth: _, ...finding }) => finding);
    const { predictions } = compareExhibits(healthy, {
      ...leaking,
      diagnosis: { ...leaking.diagnosis, findings },
    });
    expect(predictions[0]).toMatchObject({
      daemon: 'dockerd',
      of: 'descriptors',
      limit: 20_000,
      assumes: 'the growth continues at between half and twice the rate between the two recordings',
    });
    const now = Date.parse(comparison.after.capturedAt ?? '');
    const steady = ((20_000 - 1571) / 69_700) * 3.6e6;
    const [low = Number.NaN, high = Number.NaN] = [predictions[0]?.low, predictions[0]?.high].map(
      (time) => Date.parse(time ?? '') - now,
    );
    // Half and twice as fast, rounded outwards to whole minutes and more.
    expect(low).toBe(Math.floor(steady / 2 / 60_000) * 60_000);
    expect(high).toBe(Math.ceil((steady * 2) / 300_000) * 300_000);
  });

  test('tell of no limit that is far away for what was seen', () => {
    const findings = leaking.diagnosis.findings.map(({ growth: _, ...finding }) => finding);
    const daemons = leaking.snapshot.daemons.map((daemon) => ({ ...daemon, descriptorLimit: 1_048_576 }));
    const { predictions } = compareExhibits(healthy, {
      ...leaking,
      snapshot: { ...leaking.snapshot, daemons },
      diagnosis: { ...leaking.diagnosis, findings },
    });
    expect(predictions.filter(({ of }) => of === 'descriptors')).toEqual([]);
  });

  test('tell of no limit when the growth has ended before the later one', () => {
    expect(leaking.diagnosis.findings[0]?.growth?.notGrowing).toBeDefined();
    expect(comparison.predictions).toEqual([]);
  });

  test('of which nothing grew but memory, which comes back later, did not grow', () => {
    const freed = compareExhibits(leaking, cured);
    expect(freed).toMatchObject({ grew: false, predictions: [] });
    expect(freed.findings.map(({ cause, became }) => `${became} ${cause}`)).toEqual([
      'new daemon-just-cured',
      'gone dockerd-kill-unbounded-wait',
      'gone container-cannot-die',
    ]);
  });

  test('given in the wrong order are compared in the order of time, and that is said', () => {
    const turned = compareExhibits(leaking, healthy);
    expect(about(turned)).toContain('order');
    expect({ ...turned, cautions: [] }).toEqual({ ...comparison, cautions: [] });
  });

  test('are the same as the same', () => {
    for (const exhibit of [healthy, leaking, cured, forever]) {
      const none = compareExhibits(exhibit, exhibit);
      expect(rowsOf(none).flat()).toEqual([]);
      expect(none.grew).toBe(false);
    }
  });
});

describe('what makes two recordings hard to compare is said', () => {
  const later = { capturedAt: '2026-11-24T08:00:00Z' };

  test('two hosts: no rates', () => {
    const comparison = compareExhibits(healthy, at(leaking, { ...later, hostname: 'another' }));
    expect(about(comparison)).toEqual(['host']);
    expect(JSON.stringify(comparison)).not.toContain('perHour');
    expect(comparison.predictions).toEqual([]);
  });

  test('a boot in between: no rates', () => {
    const comparison = compareExhibits(healthy, at(leaking, { ...later, uptimeSeconds: 600 }));
    expect(about(comparison)).toContain('boot');
    expect(JSON.stringify(comparison)).not.toContain('perHour');
  });

  test.each([
    ['another pid', { pid: 4242 }],
    ['another start of the same pid', { startTicks: 999_999_999 }],
  ])('a daemon that was restarted (%s): no rate for it, but for the others', (_, over) => {
    const daemons = leaking.snapshot.daemons.map((one) =>
      one.name === 'dockerd' ? { ...one, ...over } : one,
    );
    const comparison = compareExhibits(healthy, at(leaking, {}, { daemons }));
    expect(comparison.cautions).toContainEqual(
      expect.objectContaining({ about: 'restart', daemon: 'dockerd' }),
    );
    for (const { daemon, perHour } of comparison.figures)
      expect([daemon, perHour === undefined]).toEqual([daemon, daemon === 'dockerd']);
    expect(comparison.predictions.map(({ daemon }) => daemon)).not.toContain('dockerd');
    // The stops that hang in it began anew as well.
    const stops = comparison.containers.flatMap((one) => one.stops ?? []);
    expect(stops.map(({ after, perHour }) => [after, perHour])).toEqual([
      [900, undefined],
      [500, undefined],
      [100, undefined],
    ]);
  });

  test('an unknown time: no rates, in the order given', () => {
    const { capturedAt: _, ...host } = healthy.snapshot.host;
    const snapshot = { ...healthy.snapshot, host };
    const comparison = compareExhibits(leaking, { ...healthy, snapshot });
    expect(about(comparison)).toEqual(['time']);
    expect(comparison.seconds).toBeUndefined();
    expect(comparison.before.verdict).toBe('leak');
  });

  test('another version: stacks are the same by their functions', () => {
    const comparison = compareExhibits(leaking, forever);
    expect(about(comparison)).toContain('version');
    // The copiers of the containers' output are there in both, in other lines of other builds.
    const copiers = comparison.goroutines.filter(({ place }) => place === 'ioutils.(*BytesPipe).Read');
    expect(copiers.length).toBeLessThanOrEqual(1);
  });

  test('a profile that only one of them has', () => {
    const comparison = compareExhibits(at(healthy, {}, { goroutines: [] }), leaking);
    expect(about(comparison)).toContain('incomplete');
    expect(comparison.goroutines).toEqual([]);
  });
});

const word = fc.constantFrom('one', 'two', 'three', 'four');
const group = fc.record({
  name: word,
  line: fc.integer({ min: 1, max: 3 }),
  state: word,
  count: fc.integer({ min: 1, max: 3000 }),
});
const madeSnapshot = fc
  .record({
    groups: fc.array(group, { maxLength: 8 }),
    sockets: fc.array(fc.record({ path: word, comm: word, count: fc.integer({ min: 1, max: 500 }) }), {
      maxLength: 5,
    }),
    sites: fc.array(fc.record({ name: word, bytes: fc.integer({ min: 1, max: 1e9 }) }), { maxLength: 5 }),
    version: fc.constantFrom('18.09.2', '24.0.9'),
    fds: fc.integer({ min: 0, max: 5000 }),
    state: word,
  })
  .map(({ groups, sockets, sites, version, fds, state }): Snapshot => {
    const evidence = { file: 'x', line: 1, quote: '' };
    return {
      host: { live: false, hostname: 'node' },
      daemons: [
        { name: 'dockerd', version, pid: 1, descriptors: { total: fds, byKind: new Map(), evidence } },
      ],
      containers: [{ id: 'c'.repeat(64), runtime: 'docker', state, mounts: [], evidence }],
      goroutines: [
        {
          daemon: 'dockerd',
          format: 'debug2',
          file: 'pprof/dockerd/goroutine.debug2.txt',
          total: groups.reduce((sum, { count }) => sum + count, 0),
          truncated: false,
          groups: groups.map(({ name, line, state: waits, count }) => ({
            count,
            state: waits,
            frames: [{ function: `example.org/x/mine.(*T).${name}.func${line}`, file: 'x.go', line }],
            framesElided: false,
            waits: new Map([[0, count]]),
            lockedToThread: 0,
            arguments: [],
            firstLine: 1,
            firstHeader: `goroutine 1 [${waits}]:`,
          })),
        },
      ],
      heaps: [
        {
          daemon: 'dockerd',
          format: 'protobuf',
          file: 'pprof/dockerd/heap.pb.gz',
          inUseBytes: sites.reduce((sum, { bytes }) => sum + bytes, 0),
          allocatedBytes: 0,
          sites: sites.map(({ name, bytes }) => ({
            frames: [{ function: `example.org/x/mine.${name}` }],
            inUseBytes: bytes,
            inUseObjects: 1,
            allocatedBytes: bytes,
            allocatedObjects: 1,
            line: 0,
          })),
        },
      ],
      sockets: {
        source: 'ss',
        file: 'sockets/ss-xanp.txt',
        socketCount: 0,
        peersKnown: true,
        groups: sockets.map(({ path, comm, count }) => ({
          path,
          state: SOCKET_STATE.established,
          owner: { pid: 1, comm },
          peer: 'gone' as const,
          count,
          unreadByClientBytes: 0,
          unreadClientCount: 0,
          sample: evidence,
        })),
      },
      logs: [],
      gaps: [],
    };
  });
const madeExhibit = madeSnapshot.map((snapshot): Exhibit => ({
  name: 'made',
  snapshot,
  diagnosis: conclude(snapshot, causes),
}));

/** A row as the other side sees it. */
const mirrored = ({ before, after, change }: Change): Change => ({
  before: after,
  after: before,
  change: -change,
});

describe('whatever the two hold', () => {
  test('a recording is the same as itself', () => {
    fc.assert(
      fc.property(madeExhibit, (exhibit) => {
        expect(rowsOf(compareExhibits(exhibit, exhibit)).flat()).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('what grew one way shrank the other way', () => {
    fc.assert(
      fc.property(madeExhibit, madeExhibit, (one, other) => {
        const [there, back] = [compareExhibits(one, other), compareExhibits(other, one)];
        for (const kind of ['figures', 'goroutines', 'sockets', 'heap'] as const) {
          const numbers = (rows: readonly Change[]): Change[] =>
            rows.map(({ before, after, change }) => ({ before, after, change }));
          expect(numbers(back[kind])).toEqual(numbers(there[kind]).map(mirrored));
        }
        expect(back.containers.map(({ id, stateBefore }) => [id, stateBefore])).toEqual(
          there.containers.map(({ id, stateAfter }) => [id, stateAfter]),
        );
        const opposite = { new: 'gone', gone: 'new', grew: 'shrank', shrank: 'grew' } as const;
        expect(new Map(back.findings.map(({ cause, became }) => [cause, became]))).toEqual(
          new Map(there.findings.map(({ cause, became }) => [cause, opposite[became]])),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('all goroutines are in the sum of the changes', () => {
    fc.assert(
      fc.property(madeExhibit, madeExhibit, (one, other) => {
        const total = ({ snapshot }: Exhibit): number => snapshot.goroutines[0]?.total ?? 0;
        const sum = compareExhibits(one, other).goroutines.reduce((all, { change }) => all + change, 0);
        expect(sum).toBe(total(other) - total(one));
      }),
      { numRuns: 60 },
    );
  });
});
