/**
 * Daemons with much to do, all of whose clients are connected: whatever their goroutines do, nothing is found. They are made up and have
 * only what matters, so the best verdict is unknown.
 */
import { describe, expect, test } from 'vitest';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import { conclude, findProbes } from '../../src/investigate/investigate.ts';
import type { Container } from '../../src/model/container.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { SOCKET_STATE } from '../../src/model/unix-socket.ts';
import { parseGoroutineDump } from '../../src/parse/go/goroutine-dump.ts';
import { renderDump, type DumpedGoroutines } from '../support/render-dump.ts';

const causes = await loadCauses([]);
const D = 'github.com/docker/docker';
const SERVE = 'net/http.(*conn).serve';
const container = (method: string): string => `${D}/api/server/router/container.(*containerRouter).${method}`;

const g = (state: string, count: number, minutes: number, ...frames: string[]): DumpedGoroutines => ({
  state,
  count,
  minutes,
  frames,
});

/** 60 containers, 300 followers of logs, open exec sessions and attached clients, docker wait, events, health checks. */
const DOCKERD = [
  g('select', 2, 600, `${D}/libcontainerd.(*client).processEventStream`),
  g('chan receive', 1, 600, `${D}/daemon.(*Daemon).execCommandGC`),
  g('select', 300, 55, `${D}/daemon/logger/loggerutils.followLogs`),
  g('select', 300, 55, `${D}/daemon.(*Daemon).ContainerLogs`, container('getContainersLogs'), SERVE),
  g(
    'select',
    40,
    300,
    `${D}/daemon.(*Daemon).ContainerExecStart`,
    container('postContainerExecStart'),
    SERVE,
  ),
  g('select', 40, 300, `${D}/container/stream.(*Config).CopyStreams.func5`),
  g(
    'chan receive',
    20,
    500,
    `${D}/daemon.(*Daemon).containerAttach`,
    `${D}/daemon.(*Daemon).ContainerAttach`,
    container('postContainersAttach'),
    SERVE,
  ),
  g('chan receive', 60, 900, container('postContainersWait'), SERVE),
  g('select', 60, 900, `${D}/container.(*State).Wait.func1`),
  g('select', 60, 0, `${D}/daemon.monitor`),
  g('select', 12, 90, `${D}/api/server/router/system.(*systemRouter).getEvents`, SERVE),
  g(
    'semacquire',
    3,
    0,
    `${D}/daemon.(*Daemon).ContainerInspectCurrent`,
    container('getContainersByName'),
    SERVE,
  ),
  g(
    'chan receive',
    2,
    0,
    `${D}/daemon.(*Daemon).Kill`,
    `${D}/daemon.(*Daemon).containerStop`,
    container('postContainersStop'),
    SERVE,
  ),
  g('chan receive', 4, 25, `${D}/daemon.(*Daemon).containerStop`, container('postContainersStop'), SERVE),
  g(
    'syscall',
    2,
    0,
    `${D}/daemon/graphdriver/overlay2.(*Driver).Remove`,
    `${D}/layer.(*layerStore).ReleaseRWLayer`,
  ),
  g(
    'select',
    5,
    0,
    'github.com/containerd/containerd.(*task).Delete',
    `${D}/libcontainerd.(*client).DeleteTask`,
    `${D}/daemon.(*Daemon).ProcessEvent`,
  ),
  g('chan receive', 4, 0, `${D}/libcontainerd.(*queue).append.func1`),
  g('sync.Cond.Wait', 60, 900, `${D}/pkg/ioutils.(*BytesPipe).Read`, `${D}/daemon/logger.(*Copier).copySrc`),
  g('sleep', 1, 0, 'time.Sleep', `${D}/daemon/stats.(*Collector).Run`),
];

const C = 'github.com/containerd/containerd';
/** Pods that are stopped with long grace periods, exec sessions, attached clients. */
const CONTAINERD = [
  g(
    'select',
    4,
    0,
    `${C}/pkg/cri/server.(*criService).waitContainerStop`,
    `${C}/pkg/cri/server.(*criService).StopContainer`,
  ),
  g(
    'select',
    20,
    400,
    `${C}/pkg/cri/server.(*criService).execInternal`,
    `${C}/pkg/cri/server.(*criService).execInContainer`,
  ),
  g('chan receive', 10, 400, `${C}/pkg/cri/io.(*ContainerIO).Attach.func2`),
  g(
    'syscall',
    1,
    0,
    'go.etcd.io/bbolt.fdatasync',
    'go.etcd.io/bbolt.(*Tx).Commit',
    `${C}/metadata.(*DB).Update`,
  ),
  g(
    'semacquire',
    3,
    0,
    'go.etcd.io/bbolt.(*DB).beginRWTx',
    'go.etcd.io/bbolt.(*DB).Update',
    `${C}/metadata.(*DB).Update`,
  ),
  g(
    'select',
    60,
    900,
    'github.com/containerd/ttrpc.(*Client).dispatch',
    `${C}/runtime/v2/task.(*taskClient).Wait`,
  ),
];

function containers(count: number): readonly Container[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index).padStart(64, 'a'),
    runtime: 'docker' as const,
    state: 'running',
    mounts: [],
    execCount: 8,
    evidence: { file: 'docker/containers.json', line: 1, quote: '' },
  }));
}

async function snapshotOf(
  daemon: string,
  version: string,
  goroutines: readonly DumpedGoroutines[],
): Promise<Snapshot> {
  const text = renderDump(goroutines, { go: '1.19' });
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  const living = {
    path: '/var/run/docker.sock',
    state: SOCKET_STATE.established,
    owner: { pid: 100, comm: 'dockerd' },
    unreadByClientBytes: 0,
    unreadClientCount: 0,
    sample: { file: 'sockets/ss-xanp.txt', line: 1, quote: 'u_str ESTAB' },
  };
  const profile = {
    daemon,
    file: `pprof/${daemon}/goroutine.debug2.txt`,
    argumentProbes: findProbes(causes),
  };
  return {
    host: { live: false, capturedAt: '2026-11-24T02:09:00Z' },
    daemons: [{ name: daemon, version, pid: 100 }],
    containers: containers(60),
    goroutines: [await parseGoroutineDump(chunks(), profile)],
    heaps: [],
    logs: [],
    sockets: {
      source: 'ss',
      file: 'sockets/ss-xanp.txt',
      socketCount: 445,
      peersKnown: true,
      groups: [
        ...Array.from({ length: 440 }, (_, index) => ({
          ...living,
          peer: 'process' as const,
          client: { pid: 1_000 + index, comm: 'docker' },
          count: 1,
        })),
        { ...living, peer: 'gone' as const, count: 5 }, // closed just now
      ],
    },
    gaps: [],
  };
}

describe('a daemon in good health with much to do', () => {
  test.each(['18.09.2', '19.03.15', '20.10.24', '24.0.9', '28.5.2'])('dockerd %s', async (version) => {
    const { verdict, findings } = conclude(await snapshotOf('dockerd', version, DOCKERD), causes);
    expect([verdict, findings.map(({ cause }) => cause)]).toEqual(['unknown', []]);
  });

  test.each(['18.09.2', '20.10.24'])('dockerd %s, whose pods have an hour to end', async (version) => {
    const stops = {
      ...g(
        'chan receive',
        300,
        40,
        `${D}/daemon.(*Daemon).containerStop`,
        container('postContainersStop'),
        SERVE,
      ),
      words: '0xc000092180, 0xc000ec4900, 0xe10',
    };
    const waits = g('select', 300, 40, `${D}/container.(*State).Wait.func1`);
    const { verdict, findings } = conclude(
      await snapshotOf('dockerd', version, [...DOCKERD, stops, waits]),
      causes,
    );
    expect([verdict, findings.map(({ cause }) => cause)]).toEqual([
      'unknown',
      ['dockerd-stop-in-grace-period'],
    ]);

    const endless = { ...stops, words: '0xc000092180, 0xc000ec4900, 0xffffffffffffffff' };
    const leak = conclude(await snapshotOf('dockerd', version, [...DOCKERD, endless, waits]), causes);
    expect([leak.verdict, leak.findings[0]?.cause]).toEqual(['leak', 'dockerd-stop-negative-timeout']);
  });

  test.each(['1.3.9', '1.6.20', '1.7.28', '2.1.5'])('containerd %s', async (version) => {
    const { verdict, findings } = conclude(await snapshotOf('containerd', version, CONTAINERD), causes);
    expect([verdict, findings.map(({ cause }) => cause)]).toEqual(['unknown', []]);
  });
});
