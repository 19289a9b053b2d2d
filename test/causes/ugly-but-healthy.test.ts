/**
 * Hosts that look bad and are not: large ones, busy ones, ones with a past. None may raise an alarm; an info line is all right. They are
 * made up and have only what matters, so the best verdict is that nothing was found.
 */
import { describe, expect, test } from 'vitest';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import { loadLogMessages } from '../../src/knowledge/log-knowledge.ts';
import { conclude, findProbes } from '../../src/investigate/investigate.ts';
import type { Container } from '../../src/model/container.ts';
import type { Daemon } from '../../src/model/daemon.ts';
import type { LogFile } from '../../src/model/log.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { BlockedTask, TaskFacts } from '../../src/model/task.ts';
import { SOCKET_STATE, type SocketGroup } from '../../src/model/unix-socket.ts';
import { parseGoroutineDump } from '../../src/parse/go/goroutine-dump.ts';
import { compileLogMessages } from '../../src/parse/log/log-messages.ts';
import { scanLog } from '../../src/parse/log/scan-log.ts';
import { renderDump, type DumpedGoroutines } from '../support/render-dump.ts';

const causes = await loadCauses([]);
const messages = compileLogMessages(await loadLogMessages());
const NOW = Date.parse('2026-11-24T02:09:00Z');
const HOUR = 3_600_000;
const D = 'github.com/docker/docker';
const SERVE = 'net/http.(*conn).serve';
const IDLE = ['net/http.(*connReader).Read', 'net/http.(*conn).readRequest', SERVE];
const VERSIONS = ['18.09.2', '20.10.24', '28.5.2'];
const evidence = { file: 'docker/containers.json', line: 1, quote: '' };

const g = (state: string, count: number, minutes: number, ...frames: string[]): DumpedGoroutines => ({
  state,
  count,
  minutes,
  frames,
});
const router = (method: string): string => `${D}/api/server/router/container.(*containerRouter).${method}`;
const idOf = (index: number): string => String(index).padStart(64, 'a');

interface Ugly {
  readonly version?: string;
  readonly containerCount?: number;
  readonly containers?: readonly Container[];
  readonly goroutines?: readonly DumpedGoroutines[];
  readonly connections?: readonly Partial<SocketGroup>[];
  readonly logs?: readonly LogFile[];
  readonly blocked?: readonly BlockedTask[];
  readonly daemon?: Partial<Daemon>;
}

/** What is said above info, and the verdict. */
async function alarmsOf(ugly: Ugly): Promise<readonly string[]> {
  const { verdict, findings } = conclude(await snapshotOf(ugly), causes);
  const alarms = findings.filter(({ severity }) => severity !== 'info').map(({ summary }) => summary);
  return [verdict, ...alarms];
}

async function snapshotOf(ugly: Ugly): Promise<Snapshot> {
  const { version = '18.09.2', containerCount = 60, goroutines = [], connections = [], logs = [] } = ugly;
  const healthy = [
    g('select', 2, 600, `${D}/libcontainerd.(*client).processEventStream`),
    g('chan receive', 1, 600, `${D}/daemon.(*Daemon).execCommandGC`),
  ];
  const text = renderDump([...healthy, ...goroutines], { go: '1.19' });
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  const living: SocketGroup = {
    path: '/var/run/docker.sock',
    state: SOCKET_STATE.established,
    owner: { pid: 100, comm: 'dockerd' },
    unreadByClientBytes: 0,
    unreadClientCount: 0,
    peer: 'process',
    count: 1,
    sample: { file: 'sockets/ss-xanp.txt', line: 1, quote: 'u_str ESTAB' },
  };
  return {
    host: { live: false, capturedAt: new Date(NOW).toISOString() },
    daemons: [{ name: 'dockerd', version, pid: 100, ...ugly.daemon }],
    containers: ugly.containers ?? containersOf(containerCount),
    goroutines: [
      await parseGoroutineDump(chunks(), {
        daemon: 'dockerd',
        file: 'pprof/dockerd/goroutine.debug2.txt',
        argumentProbes: findProbes(causes),
      }),
    ],
    heaps: [],
    logs,
    sockets: {
      source: 'ss',
      file: 'sockets/ss-xanp.txt',
      socketCount: 5_000,
      peersKnown: true,
      groups: connections.map((one) => ({ ...living, ...one })),
    },
    tasks: tasksOf(ugly.blocked ?? []),
    gaps: [],
  };
}

function containersOf(count: number, startedAtMs = NOW - 48 * HOUR): readonly Container[] {
  return Array.from({ length: count }, (_, index) => ({
    id: idOf(index),
    runtime: 'docker' as const,
    state: 'running',
    startedAtMs,
    mounts: [],
    evidence,
  }));
}

function tasksOf(blocked: readonly BlockedTask[]): TaskFacts {
  return {
    threadCount: 9_000,
    processes: new Map(),
    blocked,
    stopped: [],
    inits: [],
    fuseConnections: [],
    hostMounts: [],
  };
}

async function log(daemon: string, ...lines: readonly string[]): Promise<LogFile> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
  return scanLog(chunks(), { file: `logs/${daemon}.log`, daemon, messages, capturedAtMs: NOW });
}

const logrus = (agoMs: number, rest: string): string =>
  `time="${new Date(NOW - agoMs).toISOString().replace('Z', '000000Z')}" ${rest}`;
const klog = (agoMs: number, level: string, rest: string): string => {
  const iso = new Date(NOW - agoMs).toISOString();
  return `${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000    4711 ${rest}`;
};
const times = (count: number, line: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => line(index));

describe('a host that looks bad and is not', () => {
  test.each(VERSIONS)('is a large one with 500 containers, dockerd %s', async (version) => {
    const goroutines = [
      g('chan receive', 500, 2_000, router('postContainersWait'), SERVE),
      g('select', 500, 2_000, `${D}/container.(*State).Wait.func1`),
      g('select', 500, 0, `${D}/daemon.monitor`),
      g('chan receive', 2, 0, `${D}/daemon.(*Daemon).Kill`, router('postContainersStop'), SERVE),
      g('semacquire', 9, 0, 'sync.(*Mutex).Lock', `${D}/daemon.(*Daemon).ContainerInspectCurrent`, SERVE),
    ];
    const connections = [{ count: 500, client: { pid: 9, comm: 'kubelet' } }];
    expect(await alarmsOf({ version, containerCount: 500, goroutines, connections })).toEqual(['unknown']);
  });

  test.each(VERSIONS)('has thousands of log followers, dockerd %s', async (version) => {
    const goroutines = [
      g('select', 3_000, 3_000, `${D}/daemon/logger/loggerutils.followLogs`),
      g('select', 3_000, 3_000, `${D}/daemon.(*Daemon).ContainerLogs`, router('getContainersLogs'), SERVE),
    ];
    const connections = [{ count: 3_000, client: { pid: 77, comm: 'filebeat' } }];
    expect(await alarmsOf({ version, goroutines, connections })).toEqual(['unknown']);
  });

  test('has a client with a pool of 4 000 connections, all of which it uses', async () => {
    const connections = [{ count: 4_000, client: { pid: 77, comm: 'ci-runner' } }];
    const busy = [g('select', 4_000, 900, `${D}/daemon.(*Daemon).ContainerExecStart`, SERVE)];
    const inTurn = [0, 1, 2, 3].map((minutes) => g('IO wait', 1_000, minutes, ...IDLE));
    expect(await alarmsOf({ connections, goroutines: inTurn, containerCount: 400 })).toEqual(['unknown']);
    expect(await alarmsOf({ connections, goroutines: busy, containerCount: 400 })).toEqual(['unknown']);
  });

  test('but 4 000 connections that nobody has used for hours, or on a small host, are a leak', async () => {
    const connections = [{ count: 4_000, client: { pid: 77, comm: 'ci-runner' } }];
    const goroutines = [1, 60, 120, 240].map((minutes) => g('IO wait', 1_000, minutes, ...IDLE));
    const leak = ['leak', expect.stringContaining('ci-runner')];
    expect(await alarmsOf({ connections, goroutines, containerCount: 400 })).toEqual(leak);
    const inTurn = [0, 1, 2, 3].map((minutes) => g('IO wait', 1_000, minutes, ...IDLE));
    expect(await alarmsOf({ connections, goroutines: inTurn, containerCount: 5 })).toEqual(leak);
  });

  test('has a kubelet whose log tells of failures that have long healed', async () => {
    const lines = times(900, (index) =>
      klog(
        30 * HOUR - index * 60_000,
        'E',
        `remote_runtime.go:243] StopContainer "${idOf(3)}" from runtime service failed: rpc error: code = Unknown desc = operation timeout: context deadline exceeded`,
      ),
    );
    const logs = [await log('kubelet', ...lines)];
    expect(logs[0]?.tallies[0]?.count).toBe(900);
    const since = containersOf(60, NOW - 10 * HOUR);
    expect(await alarmsOf({ logs, containers: since })).toEqual(['unknown']);
    expect(await alarmsOf({ logs })).toEqual(['unknown']);
  });

  test('has lines of last week that tell of deadlines, lost streams and stops in vain', async () => {
    const week = 7 * 24 * HOUR;
    const lines = Array.from({ length: 40 }, (_, index) => index * 1_000).flatMap((step) => [
      logrus(
        week - step,
        `level=error msg="failed to get event" error="rpc error: code = Unavailable desc = transport is closing" module=libcontainerd namespace=moby`,
      ),
      logrus(
        week - step,
        `level=debug msg="daemon is not responding" binary=containerd error="context deadline exceeded" module=libcontainerd`,
      ),
      logrus(
        week - step,
        `level=info msg="Container ${idOf(1)} failed to exit within 10 seconds of signal 15 - using the force"`,
      ),
      logrus(
        week - step,
        `level=error msg="Handler for POST /v1.38/containers/${idOf(1)}/stop returned error: context deadline exceeded"`,
      ),
    ]);
    const logs = [await log('dockerd', ...lines)];
    expect(logs[0]?.tallies.length).toBeGreaterThan(1);
    expect(await alarmsOf({ logs })).toEqual(['unknown']);
  });

  test('has a container that was in D for two seconds because the disk is slow', async () => {
    const task: BlockedTask = {
      pid: 4_711,
      tid: 4_711,
      comm: 'postgres',
      state: 'D',
      wchan: 'io_schedule',
      kernelStack: ['io_schedule', 'folio_wait_bit_common', 'filemap_fault'],
      elapsedSeconds: 90_000,
      sigkillPending: false,
      containerId: idOf(2),
      waits: 'block',
      backendCandidates: [],
      evidence: [{ file: 'proc/4711/task/4711/stat', line: 1, quote: '4711 (postgres) D' }],
    };
    expect(await alarmsOf({ blocked: [task] })).toEqual(['unknown']);
    const stopped = await log(
      'dockerd',
      logrus(2_000, `level=debug msg="Calling POST /v1.40/containers/${idOf(2)}/stop?t=30"`),
    );
    expect(await alarmsOf({ blocked: [task], logs: [stopped] })).toEqual(['unknown']);
    expect(await alarmsOf({ blocked: [{ ...task, sigkillPending: true }] })).toEqual(['unknown']);
  });

  test.each(VERSIONS)('has a daemon that was restarted a minute ago, dockerd %s', async (version) => {
    const lines = [
      logrus(60_000, `level=info msg="Starting up"`),
      ...times(60, (index) =>
        logrus(
          59_000,
          `level=warning msg="Health check for container ${idOf(index)} error: context canceled"`,
        ),
      ),
      logrus(
        58_000,
        `level=error msg="Handler for GET /v1.40/containers/${idOf(1)}/json returned error: context canceled"`,
      ),
      logrus(
        61_000,
        `level=error msg="failed to get event" error="rpc error: code = Unavailable desc = error reading from server: EOF" module=libcontainerd namespace=moby`,
      ),
      logrus(
        61_000,
        `level=info msg="stopping event stream following graceful shutdown" error="context canceled" module=libcontainerd namespace=moby`,
      ),
    ];
    const goroutines = [
      g('syscall', 4, 0, `${D}/daemon.(*Daemon).restore`),
      g('semacquire', 8, 0, 'sync.(*WaitGroup).Wait', `${D}/daemon.(*Daemon).restore`),
    ];
    const containers = containersOf(60, NOW - 40 * HOUR);
    const logs = [await log('dockerd', ...lines)];
    expect(await alarmsOf({ version, containers, goroutines, logs })).toEqual(['unknown']);
  });
});
