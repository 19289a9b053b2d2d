import { hostname, machine, release, version } from 'node:os';
import { streamOf } from '../system/chunks.ts';
import { DEFAULT_DEADLINE_MS, withDeadline } from '../system/deadline.ts';
import { HostError } from '../system/host-error.ts';
import type { ReadOptions } from '../host/host.ts';
import type { CriFiles } from './daemons/cri/cri-files.ts';
import type { DockerApi } from './daemons/docker-api.ts';
import type { KernelFiles } from './kernel/kernel-files.ts';
import type { LogFiles } from './logs/log-files.ts';
import type { LogName } from './logs/log-places.ts';
import { PROFILE_NAMES, openProfile } from './daemons/pprof-endpoint.ts';
import type { ProfileAdvice } from './daemons/pprof-endpoint.ts';
import { readProgramVersion } from './daemons/program-version.ts';
import type { HostFile, RootCommands } from './root-commands.ts';
import type { UnixHttp } from './daemons/unix-http.ts';

/** One part of the case layout, as a running host has it. Rejects with HostError. */
export interface LiveSource {
  open(path: string, options: ReadOptions): Promise<AsyncIterable<Uint8Array>>;
  /** Names below a folder, sorted; empty when it is absent. */
  list(folder: string): Promise<readonly string[]>;
}

/** More than any file of the kernel or answer of an API has. */
const MAX_WHOLE_BYTES = 64 * 1024 * 1024;

/** `proc/**` and `sys/**`. */
export function kernelSource(files: KernelFiles): LiveSource {
  return {
    open: async (path, { maxBytes = MAX_WHOLE_BYTES, deadlineMs = DEFAULT_DEADLINE_MS }) =>
      streamOf([await files.read(path, maxBytes, deadlineMs)]),
    list: (folder) => files.list(folder, DEFAULT_DEADLINE_MS),
  };
}

/** `docker/*`. */
export function dockerSource(api: DockerApi): LiveSource {
  return {
    open: async (path, { deadlineMs }) => {
      const answer = api.read(path, MAX_WHOLE_BYTES);
      const late = deadlineMs === undefined ? answer : withDeadline(answer, deadlineMs, path, 'docker');
      return streamOf([await late]);
    },
    list: async (folder) => (folder === 'docker' ? api.list() : []),
  };
}

/** A daemon that may serve profiles, and what to say when it does not. */
export interface ProfiledDaemon extends ProfileAdvice {
  readonly http: UnixHttp;
}

/** The smallest answer of net/http/pprof: the command line. */
const CHEAP = '/debug/pprof/cmdline';

/** `pprof/<daemon>/*`. A daemon that answers nothing within `aliveMs` is not asked for profiles, which may take `profileMs`. */
export function profileSource(
  daemons: ReadonlyMap<string, ProfiledDaemon>,
  { aliveMs, profileMs }: { readonly aliveMs: number; readonly profileMs: number },
): LiveSource {
  return {
    open: async (path, options) => {
      const [, name = '', file = ''] = path.split('/');
      const daemon = daemons.get(name);
      if (daemon === undefined)
        throw new HostError(path, 'absent', `${path}: no ${name} was found that serves profiles`);
      await daemon.http.mustAnswer(CHEAP, { path, deadlineMs: aliveMs });
      return openProfile(daemon.http, file, { deadlineMs: profileMs, ...options, path }, daemon);
    },
    list: async (folder) => {
      if (folder === 'pprof') return [...daemons.keys()].sort();
      return daemons.has(folder.slice('pprof/'.length)) ? PROFILE_NAMES : [];
    },
  };
}

interface LogReading {
  readonly logMs: number;
  readonly tailBytes: number;
  readonly unused: ReadonlySet<LogName>;
}

const LOGS = new Map<string, LogName>([
  ['logs/dockerd.log', 'dockerd'],
  ['logs/kubelet.log', 'kubelet'],
  ['logs/containerd.log', 'containerd'],
  ['logs/crio.log', 'crio'],
]);
const KERNEL_LOG = 'logs/dmesg.txt';

/** `logs/*`; those of `unused` daemons are not listed. */
export function logSource(logs: LogFiles, { logMs, tailBytes, unused }: LogReading): LiveSource {
  const listed = [...LOGS].filter(([, name]) => !unused.has(name)).map(([path]) => path);
  return {
    open: async (path, { deadlineMs = logMs }) => {
      const name = LOGS.get(path);
      if (name !== undefined) return logs.open(name, path, { deadlineMs, tailBytes });
      if (path === KERNEL_LOG) return logs.openKernel(path, { deadlineMs, tailBytes });
      throw new HostError(path, 'absent', `${path} is not looked for on a running host`);
    },
    list: async (folder) =>
      folder === 'logs' ? [...listed, KERNEL_LOG].map((path) => path.slice('logs/'.length)).sort() : [],
  };
}

/** `cri/*`. */
export function criSource(cri: CriFiles, criMs: number): LiveSource {
  return {
    open: async (path, { deadlineMs = criMs }) =>
      streamOf([await cri.read(path, MAX_WHOLE_BYTES, deadlineMs)]),
    list: async (folder) => (folder === 'cri' ? cri.list(criMs) : []),
  };
}

const STATE = 'run/containerd';
/** Where CRI-O and podman keep their containers: what is lost with a reboot, and what is not (containers/storage). */
const STORAGE = ['run/containers/storage', 'var/lib/containers/storage'];

/**
 * `run/containerd/**`, wherever the containerd that is looked at keeps its state, and the files of containers/storage. No link is
 * followed below these folders.
 */
export function stateSource(commands: RootCommands, stateFolder: string): LiveSource {
  const state = { path: stateFolder, rule: stateFolder === `/${STATE}` ? 'known' : 'named' } as const;
  const places: readonly (readonly [string, HostFile])[] = [
    [STATE, state],
    ...STORAGE.map((path) => [path, { path: `/${path}`, rule: 'known' }] as const),
  ];
  const real = (path: string): HostFile | undefined => {
    const [known, folder] = places.find(([each]) => path === each || path.startsWith(`${each}/`)) ?? [];
    return known === undefined || folder === undefined
      ? undefined
      : { ...folder, below: path.slice(known.length + 1) };
  };
  return {
    open: async (path, { maxBytes = MAX_WHOLE_BYTES, deadlineMs = DEFAULT_DEADLINE_MS }) => {
      const file = real(path);
      if (file === undefined) throw new HostError(path, 'absent', `${path} is not read from a running host`);
      return streamOf([await commands.readFile(file, { path, maxBytes, deadlineMs })]);
    },
    list: async (folder) => {
      if (folder === 'run') return ['containerd', 'containers'];
      const place = real(folder);
      if (place === undefined) return [];
      return commands.listFolder(place, { path: folder, deadlineMs: DEFAULT_DEADLINE_MS });
    },
  };
}

/** One file that does not change: `daemons.json`. */
export function fixedSource(path: string, text: string): LiveSource {
  return {
    open: async (asked) => {
      if (asked === path) return streamOf([Buffer.from(text)]);
      throw new HostError(asked, 'absent', `${asked} is not there on this host`);
    },
    list: async () => [],
  };
}

/** `captured_at`, `uname`, the daemons' pid files, and `<daemon>.version`. */
export function factSource(
  commands: RootCommands,
  procRoot: string,
  pids: ReadonlyMap<string, number>,
): LiveSource {
  const capturedAt = new Date().toISOString();
  const fact = async (path: string): Promise<string> => {
    if (path === 'captured_at') return capturedAt;
    if (path === 'uname') {
      return `Linux ${await nodeName(commands)} ${release()} ${version()} ${machine()} GNU/Linux`;
    }
    const pid = pids.get(path.replace(/\.pid$/, ''));
    if (path.endsWith('.pid') && pid !== undefined) return String(pid);
    throw new HostError(path, 'absent', `${path} is not there on this host`);
  };
  const programVersion = async (path: string): Promise<string | undefined> => {
    const name = /^([a-z-]+)\.version$/.exec(path)?.[1] ?? '';
    const pid = pids.get(name);
    return pid === undefined ? undefined : readProgramVersion({ root: commands.root, procRoot, pid, name });
  };
  return {
    open: async (path) => streamOf([Buffer.from((await programVersion(path)) ?? `${await fact(path)}\n`)]),
    list: async () => [],
  };
}

/** In a container, the host's own name and not the container's. */
async function nodeName(commands: RootCommands): Promise<string> {
  if (commands.root === '/') return hostname();
  const path = '/etc/hostname';
  const bytes = await commands
    .readFile({ path, rule: 'known' }, { path, maxBytes: 4096, deadlineMs: 1000 })
    .catch(() => undefined);
  const name = bytes === undefined ? '' : Buffer.from(bytes).toString('utf8').trim();
  return /^[\w.-]{1,255}$/.test(name) ? name : hostname();
}
