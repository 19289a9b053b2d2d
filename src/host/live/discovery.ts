import { join } from 'node:path';
import type { IgnoredProcess } from '../../model/daemon-identity.ts';
import type { Gap } from '../../model/gap.ts';
import type { UnixSocketTable } from '../../model/unix-socket.ts';
import { hostError } from '../system-error.ts';
import { chooseContainerd, findContainerdPlaces } from './containerd-endpoint.ts';
import type { ContainerdEndpoint } from './containerd-endpoint.ts';
import { chooseCri } from './cri/cri-endpoint.ts';
import type { CriEndpoint } from './cri/cri-endpoint.ts';
import { plainRunPath, unixSocketPath } from './daemon-arguments.ts';
import { chooseDocker } from './docker-endpoint.ts';
import type { DockerEndpoint } from './docker-endpoint.ts';
import { findDaemons } from './find-daemons.ts';
import type { ProvenDaemon, RunningDaemon } from './find-daemons.ts';
import { listenerOf, type Listener } from './identity/listener.ts';
import { unaskedGap, unprovenGap, withNamedSocket } from './identity/named-socket.ts';
import { heldByDaemons, listeningSockets, type ListeningSocket } from './listening-sockets.ts';
import { warmPathChildren } from './paths/path-children.ts';
import type { ForeignPlace } from './paths/path-rules.ts';
import { RootCommands } from './root-commands.ts';
import { readUnixSockets } from './unix-sockets.ts';

export interface DiscoveryOptions {
  readonly root: string;
  readonly dockerSocket?: string;
  readonly dockerHost?: string;
  readonly criSocket?: string;
  readonly criHost?: string;
  readonly socketsMs: number;
}

/** The daemons of a running host and how to reach them. */
export interface Discovery {
  /** Those that were shown to be the host's own. */
  readonly daemons: readonly ProvenDaemon[];
  /** Processes that only carry the name of one. */
  readonly ignored: readonly IgnoredProcess[];
  readonly ignoredCount: number;
  readonly docker: DockerEndpoint;
  readonly containerd: ContainerdEndpoint;
  readonly cri: CriEndpoint;
  /** Sockets at which this process can try to connect, best first. */
  readonly dockerSockets: readonly ForeignPlace[];
  readonly containerdSockets: readonly ForeignPlace[];
  readonly criSockets: readonly ForeignPlace[];
  /** As they were before this process made any connection. */
  readonly sockets: Promise<UnixSocketTable>;
  readonly gaps: readonly Gap[];
}

/** Sockets that the daemons have where nothing else was configured. */
const WELL_KNOWN =
  /^\/run\/(?:docker\.sock|containerd\/(?:containerd|debug)\.sock|crio\/crio\.sock|k3s\/containerd\/containerd\.sock)$/;

/** Looks for daemons by processes, sockets, arguments and well-known places. Never rejects. */
export async function discoverDaemons(options: DiscoveryOptions): Promise<Discovery> {
  const procRoot = join(options.root, 'proc');
  const reading = readUnixSockets({ procRoot, deadlineMs: options.socketsMs });
  const sockets = reading.then(({ table }) => table);
  sockets.catch(() => {});
  const gaps: Gap[] = [];
  const [found, listed] = await Promise.all([
    findDaemons(procRoot),
    reading.then(
      (read) => {
        gaps.push(...read.gaps);
        return listeningSockets(read.table);
      },
      (error: unknown) => {
        const { path, reason, message } = hostError('sockets', error);
        gaps.push({ source: path, reason, detail: message });
        return [];
      },
    ),
    warmPathChildren(),
  ]);
  const { daemons } = found;
  const pids = daemons.map(({ pid }) => pid);
  const listening = await seenAtNames(heldByDaemons(procRoot, listed, pids), options);
  const docker = chooseDocker({ ...options, daemons, listening });
  const cri = chooseCri({ ...options, daemons, listening });
  const containerd = await findContainerdPlaces(
    chooseContainerd({
      daemons,
      listening,
      dockerd: docker.daemon,
      askedFor: cri.asked ? cri.daemon : undefined,
    }),
    listening,
    new RootCommands(options.root),
  );
  gaps.push(...found.gaps, ...docker.gaps, ...socketGaps(procRoot, { daemons, listening, docker, cri }));
  if (daemons.length === 0) {
    const detail = 'no dockerd, containerd, kubelet or cri-o runs here, as far as this process can see';
    gaps.push({ source: 'daemons', reason: 'absent', detail });
  }
  const places = (paths: readonly string[], daemon: RunningDaemon | undefined): ForeignPlace[] =>
    daemon === undefined
      ? []
      : placesOf(options.root, paths, daemon, listenerOf(daemon.name, [daemon], listening));
  const runtimes = daemons.filter(({ name }) => RUNTIMES.has(name));
  const runtime = listenerOf('container runtime', runtimes, listening);
  return {
    daemons,
    ignored: found.ignored,
    ignoredCount: found.ignoredCount,
    docker,
    containerd,
    cri,
    dockerSockets: docker.asked ? docker.sockets.map(askedPlace) : places(docker.sockets, docker.daemon),
    containerdSockets: places(containerd.debugSockets, containerd.daemon),
    criSockets: cri.asked
      ? cri.sockets.map(askedPlace)
      : cri.sockets
          .filter((path) => holderFault(path, listening, runtimes) === undefined)
          .flatMap((path) => placesOf(options.root, [path], cri.daemon, runtime)),
    sockets,
    gaps,
  };
}

/** Who may answer CRI. */
const RUNTIMES: ReadonlySet<string> = new Set(['containerd', 'crio', 'k3s']);

/** The listening sockets, with those that the user named by the entries that the names lead to. */
export async function seenAtNames(
  listening: readonly ListeningSocket[],
  {
    dockerSocket,
    dockerHost,
    criSocket,
    criHost,
  }: Pick<DiscoveryOptions, 'dockerSocket' | 'dockerHost' | 'criSocket' | 'criHost'>,
): Promise<readonly ListeningSocket[]> {
  let seen = listening;
  for (const address of [dockerSocket, dockerHost, criSocket, criHost]) {
    const path = address === undefined ? undefined : unixSocketPath(address);
    if (path !== undefined) seen = await withNamedSocket(path, seen);
  }
  return seen;
}

/** The process that holds a socket and was not shown to be one of some daemons; undefined where that is not known. */
function holderFault(
  path: string,
  listening: readonly ListeningSocket[],
  daemons: readonly RunningDaemon[],
): ListeningSocket | undefined {
  const holders = listening.filter((one) => one.pid !== undefined && plainRunPath(one.path) === path);
  return holders.some(({ pid }) => daemons.some((daemon) => daemon.pid === pid)) ? undefined : holders[0];
}

/** What is asked although nothing shows whose it is, and what is not asked for that. */
function socketGaps(
  procRoot: string,
  {
    daemons,
    listening,
    docker,
    cri,
  }: Pick<Discovery, 'daemons' | 'docker' | 'cri'> & { readonly listening: readonly ListeningSocket[] },
): Gap[] {
  const named = (name: string): readonly RunningDaemon[] => daemons.filter((daemon) => daemon.name === name);
  const runtimes = daemons.filter(({ name }) => RUNTIMES.has(name));
  const [dockerSocket = ''] = docker.sockets;
  const [criSocket = ''] = cri.sockets;
  const asked = [
    ...(docker.asked
      ? [
          unprovenGap(
            procRoot,
            { source: 'dockerd', path: dockerSocket, wanted: 'dockerd' },
            listening,
            named('dockerd'),
          ),
        ]
      : []),
    ...(cri.asked
      ? [
          unprovenGap(
            procRoot,
            { source: 'cri', path: criSocket, wanted: 'container runtime' },
            listening,
            runtimes,
          ),
        ]
      : []),
  ];
  const unasked = [
    ...(docker.asked || docker.daemon !== undefined
      ? []
      : listening
          .filter(({ path, pid }) => path.endsWith('/docker.sock') && !daemons.some((one) => one.pid === pid))
          .slice(0, MOST_UNASKED)
          .map((socket) => unaskedGap(procRoot, 'dockerd', socket, 'dockerd'))),
    ...(cri.asked ? [] : cri.sockets)
      .flatMap((path) => holderFault(path, listening, runtimes) ?? [])
      .slice(0, MOST_UNASKED)
      .map((socket) => unaskedGap(procRoot, 'cri', socket, 'container runtime')),
  ];
  return [...asked.filter((gap) => gap !== undefined), ...unasked];
}

const MOST_UNASKED = 4;

/** The sockets of a daemon, each where this process may reach it, and who has to listen there. */
export function placesOf(
  root: string,
  paths: readonly string[],
  daemon: RunningDaemon | undefined,
  listener: Listener,
): ForeignPlace[] {
  return paths.flatMap((path) => pathsTo(root, path, daemon?.pid)).map((place) => ({ ...place, listener }));
}

/** Below the root, and in the daemon's own mount namespace, which may be another. */
function pathsTo(root: string, path: string, pid: number | undefined): ForeignPlace[] {
  const plain = plainRunPath(path);
  const rule = WELL_KNOWN.test(plain) ? 'known' : 'named';
  const inRoot = { root, path: plain, rule } as const;
  return pid === undefined
    ? [inRoot]
    : [inRoot, { ...inRoot, root: join(root, 'proc', String(pid), 'root') }];
}

/** A socket that the user named: as it stands, not below the root. */
export function askedPlace(path: string): ForeignPlace {
  return { root: '/', path, rule: 'asked' };
}
