import { beforeAll, describe, expect, test } from 'vitest';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { conclude, findProbes } from '../../src/investigate/investigate.ts';
import { takeSnapshot } from '../../src/investigate/take-snapshot.ts';
import type { Diagnosis } from '../../src/model/diagnosis.ts';
import type { GoroutineGroup, GoroutineProfile } from '../../src/model/goroutine.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { SOCKET_STATE, type SocketGroup } from '../../src/model/unix-socket.ts';

const causes = await loadCauses([]);
let healthy: Snapshot;
let leaking: Snapshot;

beforeAll(async () => {
  healthy = await snapshotOf('test/cases/healthy-18.09.2.tar.gz');
  leaking = await snapshotOf('examples/kill-wait-18.09.2.tar.gz');
});

async function snapshotOf(path: string): Promise<Snapshot> {
  const host = await openRecordedHost(path);
  try {
    return await takeSnapshot(host, { argumentProbes: findProbes(causes) });
  } finally {
    await host.close();
  }
}

const ROUTER = 'github.com/docker/docker/api/server/router';
const SERVE = 'net/http.(*conn).serve';
const IDLE = ['net/http.(*connReader).Read', 'net/http.(*conn).readRequest', SERVE];
const EVENTS = ['net/http.checkConnErrorWriter.Write', `${ROUTER}/system.(*systemRouter).getEvents`, SERVE];
const LOGS = [
  'github.com/docker/docker/daemon/logger/jsonfilelog.followLogs',
  `${ROUTER}/container.(*containerRouter).getContainersLogs`,
  SERVE,
];

function goroutines(
  count: number,
  functions: readonly string[],
  over: Partial<GoroutineGroup> = {},
): GoroutineGroup {
  return {
    count,
    state: 'IO wait',
    frames: functions.map((name) => ({ function: name })),
    framesElided: false,
    waits: new Map([[0, count]]),
    lockedToThread: 0,
    arguments: [],
    firstLine: 1,
    firstHeader: 'goroutine 1 [IO wait]:',
    ...over,
  };
}

/** The snapshot with more goroutines in dockerd, and living clients at its socket. */
function withClients(
  snapshot: Snapshot,
  clients: readonly { comm: string; sockets: number }[],
  groups: readonly GoroutineGroup[],
): Snapshot {
  const dockerd = snapshot.daemons.find(({ name }) => name === 'dockerd');
  const living = clients.map(({ comm, sockets }, index): SocketGroup => ({
    path: '/var/run/docker.sock',
    state: SOCKET_STATE.established,
    owner: { pid: dockerd?.pid ?? 0, comm: 'dockerd' },
    peer: 'process',
    client: { pid: 90_000 + index, comm },
    count: sockets,
    unreadByClientBytes: 0,
    unreadClientCount: 0,
    sample: { file: 'sockets/ss-xanp.txt', line: 1, quote: 'u_str ESTAB /var/run/docker.sock' },
  }));
  const grown = (profile: GoroutineProfile): GoroutineProfile =>
    profile.daemon === 'dockerd' && profile.format === 'debug2'
      ? {
          ...profile,
          groups: [...profile.groups, ...groups],
          total: profile.total + groups.reduce((sum, { count }) => sum + count, 0),
        }
      : profile;
  const sockets = snapshot.sockets;
  if (sockets === undefined) throw new Error('the case has sockets');
  return {
    ...snapshot,
    sockets: { ...sockets, groups: [...sockets.groups, ...living] },
    goroutines: snapshot.goroutines.filter(({ format }) => format === 'debug2').map(grown),
  };
}

const said = ({ verdict, findings }: Diagnosis) => [
  verdict,
  ...findings.map(({ cause, confidence, counts }) => [cause, confidence, counts.sockets]),
];

describe('two causes at once', () => {
  test('are told apart, and the books stay balanced', () => {
    const both = withClients(leaking, [{ comm: 'python3', sockets: 900 }], [goroutines(900, IDLE)]);
    const diagnosis = conclude(both, causes);
    expect(said(diagnosis)).toEqual([
      'leak',
      ['dockerd-kill-unbounded-wait', 'proven', 1500],
      ['client-connection-leak', 'proven', 900],
      ['container-cannot-die', 'proven', undefined],
    ]);
    expect(diagnosis.books.filter(({ balanced }) => !balanced)).toEqual([]);
  });
});

describe('clients of a healthy daemon', () => {
  test.each([
    ['many log followers', [{ comm: 'fluentd', sockets: 300 }], [goroutines(300, LOGS)]],
    ['a pool of idle connections', [{ comm: 'agent', sockets: 250 }], [goroutines(250, IDLE)]],
    [
      'many clients with one connection each',
      Array.from({ length: 600 }, () => ({ comm: 'docker', sockets: 1 })),
      [goroutines(600, EVENTS)],
    ],
  ])('%s are no leak', (_name, clients, groups) => {
    expect(said(conclude(withClients(healthy, clients, groups), causes))).toEqual(['healthy']);
  });

  test('event streams by the hundred of one client are', () => {
    const snapshot = withClients(healthy, [{ comm: 'python3', sockets: 250 }], [goroutines(250, EVENTS)]);
    expect(said(conclude(snapshot, causes))).toEqual(['leak', ['client-connection-leak', 'proven', 250]]);
  });

  test('whose useless connections could be those of another are only suspected', () => {
    const clients = [
      { comm: 'agent', sockets: 600 },
      { comm: 'fluentd', sockets: 600 },
    ];
    const snapshot = withClients(healthy, clients, [goroutines(600, IDLE), goroutines(600, LOGS)]);
    expect(said(conclude(snapshot, causes))).toEqual(['leak', ['client-connection-leak', 'possible', 600]]);
  });
});

const STOP = [
  'github.com/docker/docker/daemon.(*Daemon).containerStop',
  'github.com/docker/docker/daemon.(*Daemon).ContainerStop',
  `${ROUTER}/container.(*containerRouter).postContainersStop`,
  SERVE,
];
const KILL = ['github.com/docker/docker/daemon.(*Daemon).Kill', ...STOP];
const stops = (count: number, frames: readonly string[], minutes: number): GoroutineGroup =>
  goroutines(count, frames, { state: 'chan receive', waits: new Map([[minutes, count]]) });
const atVersion = (snapshot: Snapshot, version: string): Snapshot => ({
  ...snapshot,
  daemons: snapshot.daemons.map((daemon) => (daemon.name === 'dockerd' ? { ...daemon, version } : daemon)),
});

describe('ordinary work', () => {
  test.each([
    ['stops within their grace period while a node is drained', '24.0.9', stops(6, STOP, 0)],
    ['kills that are a few seconds old', '18.09.2', stops(6, KILL, 0)],
    ['old goroutines in Kill of a version that has the fix', '20.10.10', stops(30, KILL, 9)],
    ['a stop without limit in a version that ends it with its client', '23.0.6', stops(30, STOP, 9)],
  ])('%s are no leak', (_name, version, group) => {
    expect(conclude(atVersion(withClients(healthy, [], [group]), version), causes).findings).toEqual([]);
  });

  test('clients that wait for containers (docker wait) are no pairs of anything', () => {
    const waiting = goroutines(40, ['github.com/docker/docker/container.(*State).Wait.func1'], {
      state: 'select',
    });
    expect(conclude(withClients(healthy, [], [waiting]), causes).findings).toEqual([]);
  });
});

describe('the version of the daemon', () => {
  test.each(['17.12.1-ce', '18.06.3-ce', '19.03.15', '20.10.9'])('%s has the unbounded kill', (version) => {
    const diagnosis = conclude(atVersion(leaking, version), causes);
    expect(diagnosis.findings[0]?.cause).toBe('dockerd-kill-unbounded-wait');
    expect(diagnosis.findings[0]?.chain.find(({ link }) => link === 'version')?.status).toBe('proven');
  });

  test('when it is unknown, the stack alone makes the finding likely', () => {
    const { daemons, ...rest } = leaking;
    const unknown = { ...rest, daemons: daemons.map(({ version: _, ...daemon }) => daemon) };
    expect(conclude(unknown, causes).findings[0]).toMatchObject({
      cause: 'dockerd-kill-unbounded-wait',
      confidence: 'likely',
    });
  });
});

test('a single old kill is a hung stop: a warning, not an alarm', () => {
  const diagnosis = conclude(withClients(healthy, [], [stops(1, KILL, 30)]), causes);
  expect(diagnosis.findings[0]).toMatchObject({ cause: 'dockerd-kill-unbounded-wait', severity: 'warning' });
});
