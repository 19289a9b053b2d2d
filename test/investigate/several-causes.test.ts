/**
 * Several causes in one daemon: real dumps of one version put together, with the sockets of both. Each cause must hold what it
 * holds alone, every goroutine must belong to one of them at most, and what is added besides must stay as the remainder.
 */
import { describe, expect, test } from 'vitest';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import { attribute } from '../../src/investigate/attribute.ts';
import type { Host } from '../../src/host/host.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { conclude, findProbes } from '../../src/investigate/investigate.ts';
import { takeSnapshot } from '../../src/investigate/take-snapshot.ts';
import type { BookEntry, Diagnosis } from '../../src/model/diagnosis.ts';
import type { GoroutineGroup } from '../../src/model/goroutine.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { parseGoroutineDump } from '../../src/parse/go/goroutine-dump.ts';

const causes = await loadCauses([]);
const FILE = 'pprof/dockerd/goroutine.debug2.txt';
const argumentProbes = findProbes(causes);

interface Part {
  readonly snapshot: Snapshot;
  readonly dump: Uint8Array;
}

async function partOf(path: string): Promise<Part> {
  const host: Host = await openRecordedHost(path);
  try {
    const snapshot = await takeSnapshot(host, { argumentProbes });
    return { snapshot, dump: await host.read(FILE, { maxBytes: 1 << 28 }) };
  } finally {
    await host.close();
  }
}

/** Both as one host: the dumps one after the other, and the sockets and descriptors of both dockerds. */
async function together(one: Part, other: Part): Promise<Snapshot> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield one.dump;
    yield Buffer.from('\n');
    yield other.dump;
  }
  const profile = await parseGoroutineDump(chunks(), { daemon: 'dockerd', file: FILE, argumentProbes });
  const [pid, otherPid] = [one, other].map(
    ({ snapshot }) => snapshot.daemons.find(({ name }) => name === 'dockerd')?.pid,
  );
  const { sockets } = one.snapshot;
  const more = (other.snapshot.sockets?.groups ?? []).map((group) =>
    group.owner?.pid === otherPid && pid !== undefined
      ? { ...group, owner: { pid, comm: 'dockerd' } }
      : group,
  );
  const ids = new Set(one.snapshot.containers.map(({ id }) => id));
  const { tasks } = one.snapshot;
  return {
    ...one.snapshot,
    containers: [...one.snapshot.containers, ...other.snapshot.containers.filter(({ id }) => !ids.has(id))],
    daemons: one.snapshot.daemons.map((daemon) =>
      daemon.name === 'dockerd' && daemon.descriptors !== undefined
        ? {
            ...daemon,
            descriptors: {
              ...daemon.descriptors,
              total:
                daemon.descriptors.total +
                (other.snapshot.daemons.find(({ name }) => name === 'dockerd')?.descriptors?.total ?? 0),
            },
          }
        : daemon,
    ),
    goroutines: [...one.snapshot.goroutines.filter(({ daemon }) => daemon !== 'dockerd'), profile],
    logs: [...one.snapshot.logs, ...other.snapshot.logs],
    ...(sockets === undefined ? {} : { sockets: { ...sockets, groups: [...sockets.groups, ...more] } }),
    ...(tasks === undefined
      ? {}
      : { tasks: { ...tasks, blocked: [...tasks.blocked, ...(other.snapshot.tasks?.blocked ?? [])] } }),
  };
}

const named = ({ findings }: Diagnosis): Map<string, number | undefined> =>
  new Map(findings.map(({ cause, counts }) => [cause, counts.goroutines ?? counts.sockets]));
const wholeOf = ({ books }: Diagnosis): BookEntry | undefined =>
  books.find(
    ({ leftOf, rightOf }) => leftOf === 'goroutines of dockerd' && rightOf.startsWith('accounted for'),
  );

const kill = await partOf('examples/kill-wait-18.09.2.tar.gz');
const inspect = await partOf('test/cases/inspect-lock-18.09.2.tar.gz');
const forever = await partOf('test/cases/stop-forever-20.10.24.tar.gz');
const client = await partOf('test/cases/client-leak-20.10.24.tar.gz');
const healthy = await partOf('test/cases/healthy-18.09.2.tar.gz');

describe.each([
  ['stops that hang, and calls that wait for a lock', kill, inspect],
  ['the same the other way round', inspect, kill],
  ['stops without a limit, and a client that leaks', forever, client],
  ['stops that hang, and a healthy daemon', kill, healthy],
])('%s', (_, one, other) => {
  test('are told apart, and each holds what it holds alone', async () => {
    const both = named(conclude(await together(one, other), causes));
    for (const [cause, count] of [
      ...named(conclude(one.snapshot, causes)),
      ...named(conclude(other.snapshot, causes)),
    ])
      expect([cause, both.get(cause)]).toEqual([cause, count]);
    expect(both.has('unknown-growth')).toBe(false);
  });

  test('leave no goroutine unexplained, and no descriptor', async () => {
    const { books } = conclude(await together(one, other), causes);
    const whole = books.filter(({ says }) => says.includes('accounted for'));
    expect(whole.length).toBeGreaterThan(0);
    for (const { says, left, right } of whole) {
      expect(says).toMatch(/; 0 unexplained$/);
      expect(right).toBe(left);
    }
  });
});

describe('beside two known causes', () => {
  const strange = (count: number): GoroutineGroup => ({
    count,
    state: 'chan receive',
    frames: [
      { function: 'github.com/docker/docker/daemon/strange.(*Keeper).await', file: 'strange.go', line: 7 },
      { function: 'github.com/docker/docker/daemon/strange.(*Keeper).run', file: 'strange.go', line: 70 },
    ],
    framesElided: false,
    waits: new Map([[45, count]]),
    lockedToThread: 0,
    arguments: [],
    firstLine: 1,
    firstHeader: 'goroutine 9 [chan receive, 45 minutes]:',
  });

  test.each([700, 12_000])(
    '%i goroutines of an unknown one are the remainder, to the last',
    async (count) => {
      const known = await together(kill, inspect);
      const snapshot: Snapshot = {
        ...known,
        goroutines: known.goroutines.map((profile) =>
          profile.file === FILE
            ? { ...profile, total: profile.total + count, groups: [...profile.groups, strange(count)] }
            : profile,
        ),
      };
      const diagnosis = conclude(snapshot, causes);
      expect(JSON.stringify(diagnosis.books)).toContain(`${count} unexplained`);
      const unknown = diagnosis.findings.find(({ cause }) => cause === 'unknown-growth');
      expect(unknown?.counts.goroutines).toBe(count);
      // Beside causes that explain more it is an aside; a larger remainder is a matter of its own.
      expect(unknown?.severity).toBe(count > 5_000 ? 'warning' : 'info');
      expect(diagnosis.verdict).toBe('leak');
    },
  );
});

test('a cause that counts goroutines of another one takes them once', async () => {
  const whole = wholeOf(conclude(inspect.snapshot, causes));
  expect(whole?.says).toContain(
    '636 by dockerd-exec-not-killed-on-client-cancel, 302 by dockerd-container-lock-held, 1 by dockerd-start-holds-container-lock',
  );
});

test.each([
  ['inspect-lock-20.10.24', 'dockerd-start-holds-container-lock', '.containerStart'],
  ['containerd-stopped-20.10.24', 'dockerd-kill-rpc-under-container-lock', '.killWithSignal'],
])('the holder of a lock in %s belongs to %s', async (name, cause, section) => {
  const { snapshot } = await partOf(`test/cases/${name}.tar.gz`);
  const { causeOf } = attribute({ snapshot, diagnosis: conclude(snapshot, causes), causes });
  const holders = [...causeOf].filter(([, owner]) => owner === cause).map(([group]) => group);
  expect(holders).toHaveLength(1);
  expect(holders[0]?.frames.some((frame) => frame.function.endsWith(section))).toBe(true);
});
