import { join } from 'node:path';
import type { IgnoredProcess, UnprovenApi } from '../../model/daemon-identity.ts';
import type { Gap } from '../../model/gap.ts';
import type { UnixSocketTable } from '../../model/unix-socket.ts';
import { hostError } from '../../system/system-error.ts';
import { chooseContainerd, findContainerdPlaces } from './containerd-endpoint.ts';
import type { ContainerdEndpoint } from './containerd-endpoint.ts';
import { chooseCri } from './cri/cri-endpoint.ts';
import type { CriEndpoint } from './cri/cri-endpoint.ts';
import { askedPlace, placesOf } from './daemon-places.ts';
import { chooseDocker } from './docker-endpoint.ts';
import type { DockerEndpoint } from './docker-endpoint.ts';
import { findDaemons } from './find-daemons.ts';
import type { ProvenDaemon, RunningDaemon } from './find-daemons.ts';
import { listenerOf } from './identity/listener.ts';
import { holderFault, RUNTIMES, seenAtNames, socketGaps, unprovenApis } from './identity/socket-gaps.ts';
import { heldByDaemons, listeningSockets } from '../kernel/listening-sockets.ts';
import { warmPathChildren } from '../paths/path-children.ts';
import type { ForeignPlace } from '../paths/path-rules.ts';
import { RootCommands } from '../root-commands.ts';
import { readUnixSockets } from '../kernel/unix-sockets.ts';

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
  /** APIs that are asked although their listener was not shown to be what it should be. */
  readonly unproven: readonly UnprovenApi[];
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
    unproven: unprovenApis({ daemons, listening, docker, cri }),
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
