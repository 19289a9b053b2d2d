import { join } from 'node:path';
import type { Gap } from '../../model/gap.ts';
import type { UnixSocketTable } from '../../model/unix-socket.ts';
import { hostError } from '../system-error.ts';
import { chooseContainerd, findContainerdPlaces } from './containerd-endpoint.ts';
import type { ContainerdEndpoint } from './containerd-endpoint.ts';
import { chooseCri } from './cri/cri-endpoint.ts';
import type { CriEndpoint } from './cri/cri-endpoint.ts';
import { plainRunPath } from './daemon-arguments.ts';
import { chooseDocker } from './docker-endpoint.ts';
import type { DockerEndpoint } from './docker-endpoint.ts';
import { findDaemons } from './find-daemons.ts';
import type { RunningDaemon } from './find-daemons.ts';
import { listeningSockets } from './listening-sockets.ts';
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
  readonly daemons: readonly RunningDaemon[];
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
  const [daemons, listening] = await Promise.all([
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
  gaps.push(...docker.gaps);
  if (daemons.length === 0) {
    const detail = 'no dockerd, containerd, kubelet or cri-o runs here, as far as this process can see';
    gaps.push({ source: 'daemons', reason: 'absent', detail });
  }
  const reachable = (paths: readonly string[], pid: number | undefined): ForeignPlace[] =>
    paths.flatMap((path) => pathsTo(options.root, path, pid));
  return {
    daemons,
    docker,
    containerd,
    cri,
    dockerSockets: docker.asked
      ? docker.sockets.map(askedPlace)
      : reachable(docker.sockets, docker.daemon?.pid),
    containerdSockets: reachable(containerd.debugSockets, containerd.daemon?.pid),
    criSockets: cri.asked ? cri.sockets.map(askedPlace) : reachable(cri.sockets, cri.daemon?.pid),
    sockets,
    gaps,
  };
}

/** Below the root, and in the daemon's own mount namespace, which may be another. */
export function pathsTo(root: string, path: string, pid: number | undefined): ForeignPlace[] {
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
