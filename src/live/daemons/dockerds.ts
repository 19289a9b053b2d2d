import { hostError } from '../../system/system-error.ts';
import { askedPlace, placesOf } from './daemon-places.ts';
import { chooseDocker, socketsOf } from './docker-endpoint.ts';
import { findDaemons, type RunningDaemon } from './find-daemons.ts';
import { listenerOf } from './identity/listener.ts';
import { seenAtNames } from './identity/socket-gaps.ts';
import { heldByDaemons, listeningSockets } from '../kernel/listening-sockets.ts';
import { UnixHttp } from './unix-http.ts';
import { warmPathChildren } from '../paths/path-children.ts';
import { readUnixSockets } from '../kernel/unix-sockets.ts';

/** A dockerd of this machine, and the door to its API. */
export interface Dockerd {
  readonly daemon: RunningDaemon;
  /** Best first, as it names them itself. */
  readonly sockets: readonly string[];
  readonly http: UnixHttp;
}

export interface Dockerds {
  /** Oldest first; only the one of `dockerSocket` when that was given. */
  readonly found: readonly Dockerd[];
  /** The user named one: by `dockerSocket` or DOCKER_HOST. */
  readonly asked?: number;
  close(): Promise<void>;
}

export interface DockerdsOptions {
  readonly dockerSocket?: string;
  readonly dockerHost?: string;
}

const SOCKETS_MS = 5_000;

/** Every dockerd that runs here. Rejects with HostError when /proc cannot be read. */
export async function findDockerds(options: DockerdsOptions = {}): Promise<Dockerds> {
  const reading = readUnixSockets({ procRoot: '/proc', deadlineMs: SOCKETS_MS });
  const listed = await reading.then(
    ({ table }) => listeningSockets(table),
    () => [],
  );
  try {
    const [{ daemons }] = await Promise.all([findDaemons('/proc'), warmPathChildren()]);
    const pids = daemons.map(({ pid }) => pid);
    const listening = await seenAtNames(heldByDaemons('/proc', listed, pids), options);
    const chosen = chooseDocker({ ...options, daemons, listening });
    const wanted = daemons.filter(
      ({ name, pid }) =>
        name === 'dockerd' && (options.dockerSocket === undefined || pid === chosen.daemon?.pid),
    );
    const found = wanted.map((daemon): Dockerd => {
      const isAsked = chosen.asked && daemon.pid === chosen.daemon?.pid;
      const sockets = isAsked ? chosen.sockets : socketsOf(daemon, listening);
      const paths = isAsked
        ? sockets.map(askedPlace)
        : placesOf('/', sockets, daemon, listenerOf('dockerd', [daemon], listening));
      return { daemon, sockets, http: new UnixHttp('dockerd', paths) };
    });
    return {
      found,
      ...(chosen.asked && chosen.daemon !== undefined ? { asked: chosen.daemon.pid } : {}),
      close: async () => {
        await Promise.all(found.map(({ http }) => http.close()));
      },
    };
  } catch (error) {
    throw hostError('proc', error);
  }
}
