/**
 * Operations that are open for too long, on dumps in the manner of public incidents that no known cause describes, and on dumps in
 * which everything that lasts is meant to.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { guessDaemon } from '../../../src/causes/facts/guess-daemon.ts';
import { conclude, findProbes } from '../../../src/investigate/investigate.ts';
import { loadCauses } from '../../../src/knowledge/load-causes.ts';
import type { Diagnosis } from '../../../src/model/diagnosis.ts';
import { EMPTY_SNAPSHOT } from '../../../src/model/snapshot.ts';
import { parseGoroutineDump } from '../../../src/parse/go/goroutine-dump.ts';
import { renderDump } from '../../support/render-dump.ts';

const FOLDER = 'test/incidents';
const causes = await loadCauses([]);
const argumentProbes = findProbes(causes);

type Goroutines = Parameters<typeof renderDump>[0];

interface Incident {
  readonly daemon?: string;
  readonly version: string;
  readonly go: string;
  readonly fits: readonly string[];
  readonly goroutines: Goroutines;
}

const unknown = readdirSync(FOLDER)
  .sort()
  .map((name) => ({
    name: name.replace('.yaml', ''),
    incident: parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as Incident,
  }))
  .filter(({ incident: { fits } }) => fits.length === 0);

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function diagnose(goroutines: Goroutines, go: string, daemon?: string): Promise<Diagnosis> {
  const file = 'pprof/dump/goroutine.debug2.txt';
  const dump = await parseGoroutineDump(chunks(renderDump(goroutines, { go })), {
    daemon: 'dump',
    file,
    argumentProbes,
  });
  const name = daemon ?? guessDaemon(dump) ?? 'dockerd';
  return conclude(
    { ...EMPTY_SNAPSHOT, daemons: [{ name }], goroutines: [{ ...dump, daemon: name }] },
    causes,
  );
}

test('what is said of incidents without a known cause is as reviewed', async () => {
  const lines: string[] = [];
  for (const { name, incident } of unknown) {
    const { verdict, findings } = await diagnose(incident.goroutines, incident.go, incident.daemon);
    const oldest = Math.max(...incident.goroutines.map(({ minutes }) => minutes));
    lines.push(`${name} (oldest wait ${oldest} min): ${verdict}`);
    for (const { cause, severity, summary } of findings) lines.push(`  ${severity} ${cause}: ${summary}`);
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('goldens/operation-stuck.txt');
});

const DOCKER = 'github.com/docker/docker';
const SERVE = ['net/http.(*conn).serve'];
const router = (of: string, method: string): string =>
  `${DOCKER}/api/server/router/${of}.(*${of}Router).${method}`;
const DAYS = 3 * 24 * 60;

interface One {
  readonly what: string;
  readonly state: string;
  readonly minutes: number;
  readonly frames: readonly string[];
}

const diagnoseOne = ({ state, minutes, frames }: One): Promise<Diagnosis> =>
  diagnose([{ state, count: 1, minutes, frames: [...frames] }], '1.22');

describe('what may last as long as its client wants', () => {
  const lasting: readonly One[] = [
    {
      what: 'an event stream',
      state: 'select',
      minutes: DAYS,
      frames: [router('system', 'getEvents'), ...SERVE],
    },
    {
      what: 'a follower of a log',
      state: 'select',
      minutes: DAYS,
      frames: [
        `${DOCKER}/daemon/logger/loggerutils.(*follow).Do`,
        router('container', 'getContainersLogs'),
        ...SERVE,
      ],
    },
    {
      what: 'an attached client',
      state: 'select',
      minutes: DAYS,
      frames: [
        `${DOCKER}/daemon.(*Daemon).containerAttach`,
        router('container', 'postContainersAttach'),
        ...SERVE,
      ],
    },
    {
      what: 'a session of docker exec',
      state: 'select',
      minutes: DAYS,
      frames: [
        `${DOCKER}/daemon.(*Daemon).ContainerExecStart`,
        router('container', 'postContainerExecStart'),
        ...SERVE,
      ],
    },
    {
      what: 'docker wait',
      state: 'select',
      minutes: DAYS,
      frames: [router('container', 'postContainersWait'), ...SERVE],
    },
    {
      what: 'a wait for the exit of a task in containerd',
      state: 'select',
      minutes: DAYS,
      frames: [
        'github.com/containerd/ttrpc.(*Client).dispatch',
        'github.com/containerd/ttrpc.(*Client).Call',
        'github.com/containerd/containerd/api/runtime/task/v2.(*taskClient).Wait',
        'github.com/containerd/containerd/services/tasks.(*local).Wait',
        'github.com/containerd/containerd/api/services/tasks/v1._Tasks_Wait_Handler',
      ],
    },
    {
      what: 'a subscriber of events in containerd',
      state: 'select',
      minutes: DAYS,
      frames: [
        'github.com/containerd/containerd/services/events.(*service).Subscribe',
        'github.com/containerd/containerd/api/services/events/v1._Events_Subscribe_Handler',
      ],
    },
    {
      what: 'a pull of five hours',
      state: 'select',
      minutes: 300,
      frames: [
        `${DOCKER}/distribution/xfer.(*LayerDownloadManager).Download`,
        router('image', 'postImagesCreate'),
        ...SERVE,
      ],
    },
    {
      what: 'a stop in its grace period of an hour',
      state: 'select',
      minutes: 60,
      frames: [
        `${DOCKER}/daemon.(*Daemon).containerStop`,
        router('container', 'postContainersStop'),
        ...SERVE,
      ],
    },
    {
      what: 'a server that waits for connections',
      state: 'IO wait',
      minutes: DAYS,
      frames: [
        'net.(*netFD).accept',
        'github.com/containerd/ttrpc.(*Server).Serve',
        'github.com/containerd/containerd/services/server.(*Server).ServeTTRPC',
      ],
    },
    {
      what: 'a FIFO that nothing is written to',
      state: 'syscall',
      minutes: DAYS,
      frames: [
        'syscall.Syscall6',
        'syscall.openat',
        'syscall.Open',
        'os.OpenFile',
        'github.com/containerd/fifo.openFifo.func2',
      ],
    },
  ];

  it.each(lasting)('is no finding: $what', async (one) => {
    expect((await diagnoseOne(one)).findings.map(({ cause }) => cause)).not.toContain('operation-stuck');
  });
});

describe('what takes seconds and has waited for hours', () => {
  const stuck: readonly (One & { readonly says: RegExp })[] = [
    {
      what: 'one list of containers',
      state: 'select',
      minutes: 45,
      frames: [`${DOCKER}/daemon.(*Daemon).Containers`, router('container', 'getContainersJSON'), ...SERVE],
      says: /GET \/containers\/json/,
    },
    {
      what: 'a follower of a log that waits for a lock',
      state: 'sync.Mutex.Lock',
      minutes: 180,
      frames: [
        'sync.runtime_SemacquireMutex',
        'sync.(*Mutex).lockSlow',
        'sync.(*Mutex).Lock',
        `${DOCKER}/daemon/logger/jsonfilelog.(*JSONFileLogger).ReadLogs`,
        router('container', 'getContainersLogs'),
        ...SERVE,
      ],
      says: /GET \/containers\/\{id\}\/logs.*a lock/,
    },
    {
      what: 'a stop that is older than any grace period',
      state: 'select',
      minutes: 19 * 24 * 60,
      frames: [`${DOCKER}/daemon.(*Daemon).someNewWait`, router('container', 'postContainersStop'), ...SERVE],
      says: /19.?d/,
    },
    {
      what: 'a CRI call',
      state: 'select',
      minutes: 200,
      frames: [
        'github.com/containerd/containerd/pkg/cri/server.(*criService).setupPodNetwork',
        'k8s.io/cri-api/pkg/apis/runtime/v1._RuntimeService_RunPodSandbox_Handler',
      ],
      says: /CRI RunPodSandbox/,
    },
    {
      what: 'a lookup in a file system',
      state: 'syscall',
      minutes: 30,
      frames: ['syscall.Syscall', 'syscall.Stat', 'os.Stat', `${DOCKER}/volume/local.(*localVolume).Path`],
      says: /the kernel/,
    },
  ];

  it.each(stuck)('is a finding by itself: $what', async (one) => {
    const { verdict, findings } = await diagnoseOne(one);
    const finding = findings.find(({ cause }) => cause === 'operation-stuck');
    expect(finding?.summary).toMatch(one.says);
    expect(finding?.counts.goroutines).toBe(1);
    expect(verdict).toBe('stuck');
  });
});
