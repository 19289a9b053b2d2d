// A running host under the paths of a case. Only /proc and /sys are read in this process; files on other file systems,
// which may not answer, are read by children that can be killed, and daemons are asked with deadlines.

import { resolve } from 'node:path';
import { writeDaemonIdentities } from '../parse/api/daemon-identities.ts';
import { casePath } from '../host/case-path.ts';
import { DEFAULT_READ_BYTES, joinChunks, limitBytes } from '../system/chunks.ts';
import { HostError } from '../system/host-error.ts';
import type { Host } from '../host/host.ts';
import { hostError } from '../system/system-error.ts';
import { CriFiles } from './daemons/cri/cri-files.ts';
import type { RuntimeClient } from './daemons/cri/runtime-client.ts';
import { openDoors, profiledDaemons } from './daemons/daemon-doors.ts';
import type { Doors } from './daemons/daemon-doors.ts';
import { discoverDaemons } from './daemons/discovery.ts';
import type { Discovery } from './daemons/discovery.ts';
import { DockerApi } from './daemons/docker-api.ts';
import type { Machine } from '../host/machine.ts';
import { FuseControl } from './kernel/fuse-control.ts';
import { KernelFiles } from './kernel/kernel-files.ts';
import { openMachine } from './live-machine.ts';
import { LogFiles } from './logs/log-files.ts';
import * as source from './live-sources.ts';
import { RootCommands } from './root-commands.ts';
import { daemonIdentities, daemonPids, logPids, unusedRuntimes } from './daemons/running-daemons.ts';
import { readThreads } from './kernel/thread-table.ts';
import type { UnixHttp } from './daemons/unix-http.ts';
import { readUnixSockets } from './kernel/unix-sockets.ts';

/** Milliseconds until a question is given up. */
export interface Deadlines {
  /** One answer of the docker API; `inspect` of one container. */
  readonly apiMs: number;
  readonly inspectMs: number;
  /** Each chunk of a profile, of a log. */
  readonly profileMs: number;
  readonly logMs: number;
  /** One answer of the CRI runtime. */
  readonly criMs: number;
  /** The table of unix sockets with its owners. */
  readonly socketsMs: number;
}

export interface LiveHostOptions {
  /** Where the host's filesystem is mounted: `/host` in a pod with hostPID. */
  readonly root?: string;
  /** Path or `unix://` address of the docker socket that is to be asked. */
  readonly dockerSocket?: string;
  /** Path or `unix://` address of the CRI runtime's socket that is to be asked. */
  readonly criSocket?: string;
  /** For DOCKER_HOST and CONTAINER_RUNTIME_ENDPOINT. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly deadlines?: Partial<Deadlines>;
  /** Of each log, only its end. Default 256 MiB. */
  readonly logTailBytes?: number;
}

const DEADLINES: Deadlines = {
  apiMs: 5000,
  inspectMs: 2000,
  profileMs: 20_000,
  logMs: 10_000,
  criMs: 5000,
  socketsMs: 5000,
};
const LOG_TAIL_BYTES = 256 * 1024 * 1024;
const TOP_LEVEL = [
  'captured_at',
  'cri',
  'daemons.json',
  'docker',
  'logs',
  'pprof',
  'proc',
  'run',
  'sys',
  'uname',
  'var',
];

/** A running host, and the door through which remedies change it. */
export interface LiveHost extends Host {
  readonly machine: Machine;
}

/** Opens this machine, or the one whose filesystem lies below `root`. Never rejects: what is missing is a gap. */
export async function openLiveHost(options: LiveHostOptions = {}): Promise<LiveHost> {
  const root = resolve(options.root ?? '/');
  const deadlines = { ...DEADLINES, ...options.deadlines };
  const dockerHost = options.environment?.['DOCKER_HOST'];
  const criHost = options.environment?.['CONTAINER_RUNTIME_ENDPOINT'];
  const found = await discoverDaemons({
    root,
    socketsMs: deadlines.socketsMs,
    ...(options.dockerSocket === undefined ? {} : { dockerSocket: options.dockerSocket }),
    ...(dockerHost === undefined ? {} : { dockerHost }),
    ...(options.criSocket === undefined ? {} : { criSocket: options.criSocket }),
    ...(criHost === undefined ? {} : { criHost }),
  });
  return liveHost(root, found, deadlines, options.logTailBytes ?? LOG_TAIL_BYTES);
}

function liveHost(root: string, found: Discovery, deadlines: Deadlines, tailBytes: number): LiveHost {
  const fuseControl = new FuseControl(root);
  const kernel = new KernelFiles(root, fuseControl);
  const doors = openDoors(found, kernel.procRoot);
  const logs = new LogFiles(new RootCommands(root), kernel.procRoot, logPids(found));
  const sources = liveSources(root, found, kernel, doors, deadlines, tailBytes, logs);
  const facts = source.factSource(new RootCommands(root), kernel.procRoot, daemonPids(found));
  let firstSockets: Discovery['sockets'] | undefined = found.sockets;

  const open: Host['open'] = async (path, readOptions = {}) => {
    const known = casePath(path);
    if (known === undefined) throw new HostError(path, 'absent', `${path} is not a path of a host`);
    const [top = ''] = known.split('/');
    const chunks = await asHostError(path, (sources.get(top) ?? facts).open(known, readOptions));
    return readOptions.maxBytes === undefined ? chunks : limitBytes(chunks, readOptions.maxBytes, path);
  };
  return {
    name: root === '/' ? 'this host' : `the host below ${root}`,
    live: true,
    open,
    read: async (path, readOptions = {}) => {
      const maxBytes = readOptions.maxBytes ?? DEFAULT_READ_BYTES;
      return joinChunks(await open(path, { ...readOptions, maxBytes }), maxBytes, path);
    },
    list: async (folder) => {
      if (folder === '' || folder === '.') return TOP_LEVEL;
      const known = casePath(folder);
      if (known === undefined) return [];
      const [top = ''] = known.split('/');
      return asHostError(folder, (sources.get(top) ?? facts).list(known));
    },
    unixSockets: async () => {
      const first = firstSockets;
      firstSockets = undefined;
      const reading = { procRoot: kernel.procRoot, deadlineMs: deadlines.socketsMs };
      return asHostError('sock_diag', first ?? readUnixSockets(reading).then(({ table }) => table));
    },
    threads: () => asHostError('proc', readThreads(kernel.procRoot)),
    gaps: () => [...found.gaps, ...logs.gaps()],
    machine: openMachine({ procRoot: kernel.procRoot, fuseControl, ...doors }),
    close: async () => {
      fuseControl.close();
      await Promise.all(Object.values(doors).map((door: UnixHttp | RuntimeClient) => door.close()));
    },
  };
}

function liveSources(
  root: string,
  found: Discovery,
  kernel: KernelFiles,
  doors: Doors,
  deadlines: Deadlines,
  tailBytes: number,
  logs: LogFiles,
): ReadonlyMap<string, source.LiveSource> {
  const commands = new RootCommands(root);
  const unused = unusedRuntimes(found);
  const profiled = profiledDaemons(found, doors);
  const ofKernel = source.kernelSource(kernel);
  const ofState = source.stateSource(commands, found.containerd.stateFolder);
  return new Map<string, source.LiveSource>([
    ['proc', ofKernel],
    ['sys', ofKernel],
    ['docker', source.dockerSource(new DockerApi(doors.dockerd, deadlines))],
    ['pprof', source.profileSource(profiled, { aliveMs: deadlines.apiMs, profileMs: deadlines.profileMs })],
    ['logs', source.logSource(logs, { logMs: deadlines.logMs, tailBytes, unused })],
    ['cri', source.criSource(new CriFiles(doors.cri), deadlines.criMs)],
    ['run', ofState],
    ['var', ofState],
    ['daemons.json', source.fixedSource('daemons.json', writeDaemonIdentities(daemonIdentities(found)))],
  ]);
}

async function asHostError<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw hostError(path, error);
  }
}
