/** Goroutines, descriptors and memory that no cause explains, in dumps made of frames in the real format; and daemons with much to do. */
import { describe, expect, test } from 'vitest';
import { loadCauses } from '../../../src/knowledge/load-causes.ts';
import { conclude, findProbes } from '../../../src/investigate/investigate.ts';
import type { Container } from '../../../src/model/container.ts';
import type { Daemon, DescriptorCount } from '../../../src/model/daemon.ts';
import type { Diagnosis, Finding } from '../../../src/model/diagnosis.ts';
import type { HeapProfile } from '../../../src/model/heap.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { parseGoroutineDump } from '../../../src/parse/go/goroutine-dump.ts';
import { renderDump, type DumpedGoroutines } from '../../support/render-dump.ts';

const causes = await loadCauses([]);
const D = 'github.com/docker/docker';
const C = 'github.com/containerd/containerd';
const SERVE = 'net/http.(*conn).serve';
const MIB = 1024 * 1024;

const g = (
  state: string,
  count: number,
  minutes: number,
  frames: readonly string[],
  createdBy?: string,
): DumpedGoroutines => ({ state, count, minutes, frames, ...(createdBy === undefined ? {} : { createdBy }) });

/** What every container of a dockerd has. */
const perContainer = (count: number): DumpedGoroutines[] => [
  g('sync.Cond.Wait', 2 * count, 900, [
    `${D}/pkg/ioutils.(*BytesPipe).Read`,
    `${D}/daemon/logger.(*Copier).copySrc`,
  ]),
  g('IO wait', 2 * count, 900, [
    'github.com/containerd/fifo.(*fifo).Read',
    `${D}/container/stream.(*Config).CopyToPipe.func1.1`,
  ]),
  g('select', count, 0, [`${D}/daemon.monitor`]),
  g('select', 1, 900, [`${D}/libcontainerd/remote.(*client).processEventStream`]),
];

/** A wait that no knowledge file describes. */
const strange = (count: number, minutes = 300): DumpedGoroutines =>
  g(
    'chan receive',
    count,
    minutes,
    [
      `${D}/daemon/strange.(*Keeper).await`,
      `${D}/api/server/router/volume.(*volumeRouter).postVolumesPrune`,
      SERVE,
    ],
    'net/http.(*Server).Serve',
  );

const containers = (count: number): readonly Container[] =>
  Array.from({ length: count }, (_, index) => ({
    id: String(index).padStart(64, 'a'),
    runtime: 'docker' as const,
    state: 'running',
    mounts: [],
    evidence: { file: 'docker/containers.json', line: 1, quote: '' },
  }));

interface Made {
  readonly name?: string;
  readonly goroutines?: readonly DumpedGoroutines[];
  readonly containers?: number;
  readonly daemon?: Partial<Daemon>;
  readonly heap?: HeapProfile;
}

async function made({
  name = 'dockerd',
  goroutines,
  containers: count = 0,
  daemon,
  heap,
}: Made): Promise<Snapshot> {
  const text = goroutines && renderDump(goroutines, { go: '1.19' });
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text ?? '');
  }
  const options = {
    daemon: name,
    file: `pprof/${name}/goroutine.debug2.txt`,
    argumentProbes: findProbes(causes),
  };
  return {
    host: { live: false, capturedAt: '2026-11-24T02:09:00Z' },
    daemons: daemon === undefined ? [] : [{ name, pid: 100, ...daemon }],
    containers: containers(count),
    goroutines: text === undefined ? [] : [await parseGoroutineDump(chunks(), options)],
    heaps: heap === undefined ? [] : [heap],
    logs: [],
    gaps: [],
  };
}

const diagnose = async (what: Made): Promise<Diagnosis> => conclude(await made(what), causes);
const only = ({ findings }: Diagnosis): Finding => {
  const [first] = findings;
  if (first === undefined || findings.length > 1)
    throw new Error(`found ${findings.map(({ cause }) => cause).join(', ')}`);
  return first;
};

describe('goroutines that no cause explains', () => {
  test('are told with their wait, their age, who started them, the call they came by, and what they hold', async () => {
    const diagnosis = await diagnose({
      goroutines: [...perContainer(20), strange(1200)],
      containers: 20,
      daemon: { version: '24.0.9', goVersion: 'go1.20.14' },
    });
    const finding = only(diagnosis);
    expect(finding).toMatchObject({
      cause: 'unknown-growth',
      confidence: 'likely',
      counts: { goroutines: 1200 },
    });
    const [place] = finding.chain.filter(({ link }) => link === 'goroutines');
    expect(place?.status).toBe('proven');
    expect(place?.says).toBe(
      '1200 goroutines of dockerd wait in strange.(*Keeper).await for a message, for 5h. ' +
        'They were started by http.(*Server).Serve. They came in by postVolumesPrune. ' +
        'They use at least 2.3 MiB of stack, 9.4 MiB of buffers and 1200 file descriptors.',
    );
    expect(finding.remedies.map(({ command }) => command)).toContain(
      'deadwait causes --match pprof/dockerd/goroutine.debug2.txt --daemon dockerd --daemon-version 24.0.9',
    );
    expect(finding.chain.at(-1)).toMatchObject({
      link: 'version',
      says: expect.stringContaining('24.0.9, built with go1.20.14'),
    });
    expect(diagnosis.books.at(-1)).toMatchObject({ balanced: false, left: 1301, right: 101 });
    expect(diagnosis.books.at(-1)?.says).toContain('unexplained');
  });

  test.each([
    [
      'crio',
      g(
        'select',
        2000,
        40,
        ['github.com/cri-o/cri-o/internal/strange.(*Thing).loop'],
        'github.com/cri-o/cri-o/server.(*Server).Strange',
      ),
    ],
    [
      'containerd',
      g('chan send', 2000, 40, [
        `${C}/strange.(*pump).push`,
        `${C}/api/services/strange/v1._Strange_Push_Handler`,
      ]),
    ],
    [
      'a-program-of-my-own',
      g('select', 2000, 40, ['example.org/mine.(*Worker).run'], 'example.org/mine.Start'),
    ],
  ])('are found in a bare dump of %s, but not called likely', async (name, leak) => {
    const finding = only(await diagnose({ name, goroutines: [leak] }));
    expect([finding.cause, finding.confidence, finding.severity]).toEqual([
      'unknown-growth',
      'possible',
      'info',
    ]);
    expect(finding.summary).toContain(`of ${name}`);
  });

  test('came in by a gRPC method where its handler is on the stack', async () => {
    const leak = g('chan send', 2000, 40, [
      `${C}/strange.(*pump).push`,
      `${C}/api/services/strange/v1._Strange_Push_Handler`,
    ]);
    const finding = only(await diagnose({ name: 'containerd', goroutines: [leak] }));
    expect(finding.chain.find(({ link }) => link === 'goroutines')?.says).toContain(
      'They came in by gRPC Strange.Push.',
    );
  });

  test('that wait for a lock are told with who may hold it', async () => {
    const holder = g('syscall', 1, 90, [
      'syscall.Syscall',
      'syscall.Stat',
      'os.Stat',
      'example.org/mine.(*Store).Get',
    ]);
    const waiters = g('sync.Mutex.Lock', 1500, 80, [
      'example.org/mine.(*Store).Get',
      'example.org/mine.handle',
    ]);
    const finding = only(await diagnose({ name: 'mine', goroutines: [holder, { ...waiters, line: 90 }] }));
    expect(finding.chain.find(({ link }) => link === 'goroutines')?.says).toMatch(
      /wait in mine\.\(\*Store\)\.Get for the lock /,
    );
    expect(finding.remedies.map(({ id }) => id)).toContain('see-locks');
  });

  test('scattered over many places are one growth all the same', async () => {
    const scattered = Array.from({ length: 12 }, (_, index) =>
      g('select', 180, 60, [`${D}/daemon/strange${index}.(*Keeper).await`]),
    );
    const finding = only(
      await diagnose({ goroutines: [...perContainer(5), ...scattered], containers: 5, daemon: {} }),
    );
    expect(finding.counts.goroutines).toBe(2160);
  });
});

describe('what shows without goroutines', () => {
  const descriptors = (total: number): DescriptorCount => ({
    total,
    byKind: new Map([
      ['file', total - 60],
      ['socket', 60],
    ]),
    evidence: { file: 'proc/100/fd.txt', line: total, quote: '9 /tmp/x' },
  });

  test('descriptors far beyond what containers and clients explain', async () => {
    const finding = only(
      await diagnose({ containers: 10, daemon: { descriptors: descriptors(9000), descriptorLimit: 10_000 } }),
    );
    expect(finding).toMatchObject({ cause: 'unknown-growth', confidence: 'likely', counts: { fds: 8300 } });
    expect(finding.chain.find(({ link }) => link === 'descriptors')?.says).toContain('8940 file');
    expect(finding.remedies.some(({ command }) => command?.includes('/proc/100/fd') === true)).toBe(true);
  });

  test('but not those that 300 containers have', async () => {
    const { findings } = await diagnose({
      containers: 300,
      daemon: { descriptors: descriptors(4000), descriptorLimit: 1_048_576 },
    });
    expect(findings).toEqual([]);
  });

  test('heap far beyond what containers explain, with where it was allocated', async () => {
    const heap: HeapProfile = {
      daemon: 'dockerd',
      format: 'protobuf',
      file: 'pprof/dockerd/heap.pb.gz',
      inUseBytes: 3000 * MIB,
      allocatedBytes: 9000 * MIB,
      sites: [
        {
          frames: [{ function: 'bytes.makeSlice' }, { function: `${D}/daemon/strange.(*Keeper).remember` }],
          inUseBytes: 2800 * MIB,
          inUseObjects: 10_000,
          allocatedBytes: 8000 * MIB,
          allocatedObjects: 30_000,
          line: 0,
        },
      ],
    };
    const finding = only(await diagnose({ containers: 10, daemon: { rssBytes: 3500 * MIB }, heap }));
    expect(finding.counts.bytes).toBeGreaterThan(2000 * MIB);
    expect(finding.chain.find(({ link }) => link === 'heap')).toMatchObject({
      status: 'proven',
      says: expect.stringContaining('strange.(*Keeper).remember'),
    });
  });

  test('memory alone, where there is no heap profile, only when it is far more', async () => {
    expect((await diagnose({ containers: 10, daemon: { rssBytes: 900 * MIB } })).findings).toEqual([]);
    expect(only(await diagnose({ containers: 10, daemon: { rssBytes: 6000 * MIB } }))).toMatchObject({
      confidence: 'possible',
      severity: 'info',
    });
  });
});

describe('daemons with much to do', () => {
  /** A controller: 500 containers, a follower for the log of each, clients that wait for theirs to end. */
  const busy = [
    ...perContainer(500),
    g('select', 500, 55, [`${D}/daemon/logger/loggerutils.followLogs`]),
    g('select', 500, 55, [
      `${D}/daemon.(*Daemon).ContainerLogs`,
      `${D}/api/server/router/container.(*containerRouter).getContainersLogs`,
      SERVE,
    ]),
    g('IO wait', 900, 0, ['net/http.(*connReader).backgroundRead']),
    g('IO wait', 300, 5, ['net/http.(*connReader).Read', 'net/http.(*conn).readRequest', SERVE]),
    g('select', 40, 20, [`${D}/api/server/router/system.(*systemRouter).getEvents`, SERVE]),
  ];

  test.each([
    ['a node with 500 containers', { goroutines: busy, containers: 500, daemon: { version: '24.0.9' } }],
    ['a bare dump of one', { goroutines: busy }],
    [
      'a burst of 150 execs on a small host',
      {
        goroutines: [
          ...perContainer(4),
          g('select', 150, 0, [`${D}/daemon.(*Daemon).ContainerExecStart`, SERVE]),
        ],
        containers: 4,
        daemon: {},
      },
    ],
    [
      '700 followers of the logs of a few containers',
      {
        goroutines: [
          ...perContainer(8),
          g('select', 700, 120, [`${D}/daemon/logger/loggerutils.followLogs`]),
          g('select', 700, 120, [
            `${D}/daemon.(*Daemon).ContainerLogs`,
            `${D}/api/server/router/container.(*containerRouter).getContainersLogs`,
            SERVE,
          ]),
          g('IO wait', 700, 120, ['net/http.(*connReader).backgroundRead']),
        ],
        containers: 8,
        daemon: {},
      },
    ],
  ] satisfies [string, Made][])('%s is healthy', async (_, what) => {
    const { verdict, findings } = await diagnose(what);
    expect([verdict, findings.map(({ cause, summary }) => `${cause}: ${summary}`)]).toEqual(['unknown', []]);
  });
});
