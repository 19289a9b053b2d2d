/** Causes that something else than goroutines shows: log lines as the daemons write them, processes, lost exits, memory. */
import { describe, expect, test } from 'vitest';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import { loadLogMessages } from '../../src/knowledge/log-knowledge.ts';
import { conclude } from '../../src/investigate/investigate.ts';
import type { Container } from '../../src/model/container.ts';
import type { HeapProfile } from '../../src/model/heap.ts';
import type { LogFile } from '../../src/model/log.ts';
import type { ProcessRow } from '../../src/model/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { parseGoroutineDump } from '../../src/parse/go/goroutine-dump.ts';
import { compileLogMessages } from '../../src/parse/log/log-messages.ts';
import { scanLog } from '../../src/parse/log/scan-log.ts';
import { renderDump, type DumpedGoroutines } from '../support/render-dump.ts';

const causes = await loadCauses([]);
const messages = compileLogMessages(await loadLogMessages());
const NOW = Date.parse('2026-11-24T02:09:00Z');
const ID = '8f3c1e0b7a52d94e6c1f0a8b3d7e5f9012c4b6a8d0e2f41638597abcde0123f4';
const evidence = { file: 'docker/containers.json', line: 1, quote: ID };

interface Scene {
  readonly daemon: string;
  readonly version: string;
  readonly state?: string;
  readonly runtime?: Container['runtime'];
  /** Whether the container's first process is there. */
  readonly init?: 'alive' | 'gone';
  readonly logs?: readonly LogFile[];
  readonly uptimeSeconds?: number;
  readonly startTicks?: number;
  readonly startedAtMs?: number;
  readonly processes?: readonly ProcessRow[];
  readonly heap?: HeapProfile;
  readonly goroutines?: readonly DumpedGoroutines[];
}

async function foundIn(scene: Scene): Promise<readonly string[]> {
  const { findings } = conclude(await snapshotOf(scene), causes);
  return findings.map((finding) => `${finding.cause} ${finding.severity}`);
}

async function snapshotOf(scene: Scene): Promise<Snapshot> {
  const { daemon, version, state = 'running', runtime = 'docker', init = 'alive', heap } = scene;
  const text = renderDump(scene.goroutines ?? [], { go: '1.19' });
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  return {
    host: {
      live: false,
      capturedAt: new Date(NOW).toISOString(),
      ...(scene.uptimeSeconds === undefined ? {} : { uptimeSeconds: scene.uptimeSeconds }),
    },
    daemons: [
      {
        name: daemon,
        version,
        versionEvidence: { file: 'docker/version.json', line: 1, quote: version },
        ...(scene.startTicks === undefined ? {} : { startTicks: scene.startTicks }),
      },
    ],
    containers: [
      {
        id: ID,
        runtime,
        state,
        name: 'web',
        mounts: [],
        evidence,
        ...(scene.startedAtMs === undefined ? {} : { startedAtMs: scene.startedAtMs }),
      },
    ],
    goroutines:
      text === ''
        ? []
        : [await parseGoroutineDump(chunks(), { daemon, file: `pprof/${daemon}/goroutine.debug2.txt` })],
    heaps: heap === undefined ? [] : [heap],
    logs: scene.logs ?? [],
    tasks: {
      threadCount: 1,
      processes: new Map((scene.processes ?? []).map((row) => [row.pid, row])),
      stopped: [],
      blocked: [],
      inits: [{ containerId: ID, pid: 4711, state: init, evidence }],
      fuseConnections: [],
      hostMounts: [],
    },
    gaps: [],
  };
}

/** A log in which a line stands so often, the last one some minutes before the capture. */
async function log(daemon: string, line: string, often: Often): Promise<LogFile> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(repeat(line, often));
  }
  return scanLog(chunks(), { file: `logs/${daemon}.log`, daemon, messages, capturedAtMs: NOW });
}

interface Often {
  readonly count: number;
  readonly minutes: number;
  readonly endsMinutesAgo?: number;
}

function repeat(line: string, { count, minutes, endsMinutesAgo = 0 }: Often): string {
  const end = NOW - endsMinutesAgo * 60_000;
  const step = count > 1 ? (minutes * 60_000) / (count - 1) : 0;
  return Array.from({ length: count }, (_, index) => {
    const time = new Date(end - (count - 1 - index) * step).toISOString();
    const syslog = `Nov 24 ${time.slice(11, 19)} node-17 systemd[1]:`;
    return `${line.startsWith('level=') ? `time="${time}"` : syslog} ${line}\n`;
  }).join('');
}

const joined = (...files: readonly LogFile[]): LogFile[] => {
  const [first, ...rest] = files;
  return first === undefined
    ? []
    : [{ ...first, tallies: [...first.tallies, ...rest.flatMap(({ tallies }) => tallies)] }];
};

const STOP = `level=info msg="Container ${ID} failed to exit within 10 seconds of signal 15 - using the force"`;
const NO_EVENT =
  'level=error msg="failed to get event" error="rpc error: code = Unavailable desc = transport is closing" module=libcontainerd namespace=moby';
const NO_EXEC = `level=warning msg="Ignoring Exit Event, no such exec command found" container=${ID} exec-id=${ID} exec-pid=21844`;
const EVICTED = 'level=error msg="evicting /tasks/exit from queue because of retry count"';
const HEALTH = `level=warning msg="Health check for container ${ID} error: cannot exec in a stopped container: unknown"`;
const SILENT =
  'level=debug msg="daemon is not responding" binary=containerd error="context deadline exceeded" module=libcontainerd';
const BACKOFF = `level=error msg="Failed to handle backOff event &TaskExit{ContainerID:${ID},ID:${ID},Pid:20519,ExitStatus:137,} for ${ID}" error="failed to delete task: context deadline exceeded: unknown"`;
const KILLING = `level=warning msg="Stopping container ${ID} with stop signal timed out. Killing..." name=/runtime.v1.RuntimeService/StopContainer`;
const CRI_STOP = `level=error msg="StopContainer for \\"${ID}\\" failed" error="rpc error: code = DeadlineExceeded desc = an error occurs during waiting for container \\"${ID}\\" to be killed: wait container \\"${ID}\\": context deadline exceeded"`;
const MOUNT = `run-docker-runtime\\x2drunc-moby-${ID}-runc.2nWGMG.mount: Succeeded.`;

const often = (count: number, minutes: number, endsMinutesAgo = 1): Often => ({
  count,
  minutes,
  endsMinutesAgo,
});
const D = { daemon: 'dockerd', version: '18.09.2' };

/** What is left to say of stops that no known cause explains. */
const IN_VAIN = ['container-stops-in-vain warning'];

describe('an exit that was lost', () => {
  const stops = () => log('dockerd', STOP, often(3, 10));

  test.each([
    ['dockerd-event-stream-gap-lost-exit', NO_EVENT],
    ['dockerd-exit-pid-race', NO_EXEC],
    ['containerd-shim-v2-event-evicted', EVICTED],
  ])('%s is known by the line that tells of it', async (id, line) => {
    const logs = joined(await stops(), await log('dockerd', line, often(1, 0, 30)));
    const containerd = id.startsWith('containerd') ? { daemon: 'containerd', version: '1.6.20' } : D;
    expect(await foundIn({ ...containerd, init: 'gone', logs })).toContain(`${id} warning`);
  });

  test('is none while the process is there, without the line, before a stop, or in a version without the flaw', async () => {
    const line = await log('dockerd', NO_EXEC, often(1, 0, 30));
    expect(await foundIn({ ...D, init: 'alive', logs: joined(await stops(), line) })).toEqual(IN_VAIN);
    expect(await foundIn({ ...D, init: 'gone', logs: [await stops()] })).toEqual(IN_VAIN);
    expect(await foundIn({ ...D, init: 'gone', logs: [line] })).toEqual([]);
    const fixed = { daemon: 'dockerd', version: '24.0.0', init: 'gone' as const };
    expect(await foundIn({ ...fixed, logs: joined(await stops(), line) })).toEqual(IN_VAIN);
  });

  test('during a restart of containerd is known by stops in vain', async () => {
    const scene = { runtime: 'cri' as const, init: 'gone' as const, daemon: 'containerd' };
    const logs = [await log('containerd', CRI_STOP, often(4, 10))];
    expect(await foundIn({ ...scene, version: '1.7.10', logs })).toEqual([
      'containerd-cri-exit-event-lost-on-restart warning',
    ]);
    expect(await foundIn({ ...scene, version: '1.7.34', logs })).toEqual(IN_VAIN);
    const hour = 3_600;
    const started = (daemon: number, container: number): Scene => ({
      ...scene,
      version: '1.7.10',
      logs,
      uptimeSeconds: 10 * hour,
      startTicks: (10 - daemon) * hour * 100,
      startedAtMs: NOW - container * hour * 1000,
    });
    expect(await foundIn(started(2, 5))).toEqual(['containerd-cri-exit-event-lost-on-restart warning']);
    expect(await foundIn(started(5, 2))).toEqual(IN_VAIN);
  });
});

describe('log lines', () => {
  test.each([
    ['dockerd-event-stream-hot-loop-log-spam warning', D, 'dockerd', NO_EVENT, often(6_000, 5)],
    ['dockerd-containerd-unresponsive-not-restarted warning', D, 'dockerd', SILENT, often(8, 1)],
    [
      'containerd-cri-event-backoff-stuck warning',
      { daemon: 'containerd', version: '2.1.5', runtime: 'cri' as const },
      'containerd',
      BACKOFF,
      often(5, 20),
    ],
    [
      'crio-stop-kill-hot-loop warning',
      { daemon: 'crio', version: '1.29.0', runtime: 'cri' as const },
      'crio',
      KILLING,
      often(900, 8),
    ],
    ['runc-exec-systemd-mount-log-spam info', D, 'systemd', MOUNT, often(200, 20)],
  ])('%s is found while they come, and not when they have ended', async (id, scene, daemon, line, count) => {
    expect(await foundIn({ ...scene, logs: [await log(daemon, line, count)] })).toContain(id);
    const past = await log(daemon, line, { ...count, endsMinutesAgo: 120 });
    expect(await foundIn({ ...scene, logs: [past] })).toEqual([]);
    const few = await log(daemon, line, { ...count, count: 2 });
    expect(await foundIn({ ...scene, logs: [few] })).toEqual([]);
  });

  test('of health checks count only for a container that has ended', async () => {
    const logs = [await log('dockerd', HEALTH, often(9, 8))];
    const id = 'dockerd-healthcheck-runs-on-dead-container-after-restore info';
    expect(await foundIn({ ...D, state: 'exited', logs })).toEqual([id]);
    expect(await foundIn({ ...D, state: 'running', logs })).toEqual([]);
  });

  test('about a container that is gone tell of the past', async () => {
    const scene = { daemon: 'containerd', version: '2.1.5', runtime: 'cri' as const, state: 'exited' };
    expect(await foundIn({ ...scene, logs: [await log('containerd', BACKOFF, often(5, 20))] })).toEqual([]);
  });
});

describe('processes that should be gone', () => {
  const row = (pid: number, parentPid: number, elapsedSeconds: number, args: string): ProcessRow => ({
    pid,
    parentPid,
    elapsedSeconds,
    comm: (args.split(' ')[0] ?? '').replace(/^.*\//, '').slice(0, 15),
    args,
  });
  const shim = row(
    10,
    1,
    9_000,
    `/usr/bin/containerd-shim-runc-v2 -namespace moby -id ${ID} -address /run/x`,
  );
  const daemon = row(11, 1, 9_000, '/usr/bin/dockerd -H fd://');

  test.each([
    ['containerd-shim-runc-hung-under-process-lock', `runc --root /run/runc kill ${ID} 9`, 10],
    [
      'containerd-shim-v1-publish-hang',
      '/usr/bin/containerd --address /run/c.sock publish --topic /tasks/exit',
      10,
    ],
    ['runc-v1-freezer-infinite-loop', `runc --root /run/runc pause ${ID}`, 10],
    ['runc-kill-all-wait-dstate', `runc --root /run/runc delete --force ${ID}`, 10],
    ['runc-exec-fifo-start-hang', `runc --root /run/runc start ${ID}`, 10],
    ['libnetwork-iptables-exec-hang', '/usr/sbin/iptables --wait -t nat -C DOCKER', 11],
  ])('%s is suspected', async (id, args, parent) => {
    const at = (seconds: number) => ({ ...D, processes: [shim, daemon, row(12, parent, seconds, args)] });
    expect(await foundIn(at(900))).toEqual([`${id} info`]);
    expect(await foundIn(at(5))).toEqual([]);
    const elsewhere = { ...D, processes: [shim, daemon, row(12, 1, 900, args)] };
    expect(await foundIn(elsewhere)).toEqual([]);
  });

  test('are none when they are what a container runs', async () => {
    const init = row(12, 10, 9_000, 'runc init');
    expect(await foundIn({ ...D, processes: [shim, init] })).toEqual([]);
  });
});

describe('memory', () => {
  const heap = (name: string, functions: readonly string[], inUseBytes: number): HeapProfile => ({
    daemon: name,
    format: 'debug1',
    file: `pprof/${name}/heap.debug1.txt`,
    inUseBytes,
    allocatedBytes: inUseBytes,
    sites: [
      {
        frames: functions.map((one) => ({ function: one })),
        inUseBytes,
        inUseObjects: 1_000,
        allocatedBytes: inUseBytes,
        allocatedObjects: 1_000,
        line: 2,
      },
    ],
  });
  const OTEL = ['go.opentelemetry.io/otel/internal/global.(*meter).Int64Counter', 'net/http.(*conn).serve'];
  const OUTPUT = [
    'bytes.(*Buffer).grow',
    'github.com/containerd/containerd/pkg/cri/io.(*ExecIO).Attach.func1',
  ];

  test.each([
    ['dockerd-otel-meter-memory-leak warning', { daemon: 'dockerd', version: '26.1.5' }, OTEL, '27.4.0'],
    [
      'containerd-cri-execsync-unbounded-output warning',
      { daemon: 'containerd', version: '1.6.5' },
      OUTPUT,
      '1.6.6',
    ],
  ])('%s is found by what holds it', async (id, scene, functions, fixed) => {
    const much = heap(scene.daemon, functions, 400 << 20);
    expect(await foundIn({ ...scene, heap: much })).toEqual([id]);
    expect(await foundIn({ ...scene, version: fixed, heap: much })).toEqual([]);
    expect(await foundIn({ ...scene, heap: heap(scene.daemon, functions, 1 << 20) })).toEqual([]);
    expect(await foundIn({ ...scene, heap: heap(scene.daemon, ['main.main'], 400 << 20) })).toEqual([]);
  });
});

describe('a stream of events that has ended', () => {
  const idle = (frames: readonly string[], count = 1): DumpedGoroutines => ({
    state: 'select',
    count,
    minutes: 60,
    frames,
  });
  const main = idle(['github.com/docker/docker/daemon.(*Daemon).execCommandGC']);
  const rest = idle(
    ['github.com/docker/docker/vendor/google.golang.org/grpc.(*ccResolverWrapper).watcher'],
    30,
  );
  const signals = idle(['os/signal.signal_recv', 'os/signal.loop']);
  const streams = (count: number): DumpedGoroutines =>
    idle(['github.com/docker/docker/libcontainerd.(*client).processEventStream'], count);
  const FOUND = ['dockerd-event-stream-stopped-canceled warning'];

  test('is known by the goroutine that is missing, also where that of the plugins lives on', async () => {
    expect(await foundIn({ ...D, goroutines: [signals, main, rest] })).toEqual(FOUND);
    expect(await foundIn({ ...D, goroutines: [signals, main, rest, streams(1)] })).toEqual(FOUND);
  });

  test('is none when the goroutine is there, whatever it does just now, or the dump is of something else', async () => {
    expect(await foundIn({ ...D, goroutines: [signals, main, rest, streams(2)] })).toEqual([]);
    const atWork = idle(['github.com/docker/docker/libcontainerd.(*queue).append', ...streams(1).frames], 2);
    expect(await foundIn({ ...D, goroutines: [signals, main, rest, atWork] })).toEqual([]);
    expect(await foundIn({ ...D, goroutines: [rest] })).toEqual([]);
    expect(await foundIn({ ...D, goroutines: [main, rest] })).toEqual([]);
  });
});
