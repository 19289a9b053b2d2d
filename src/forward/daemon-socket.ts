import { join, resolve } from 'node:path';
import { discoverDaemons } from '../live/daemons/discovery.ts';
import { firstAccepting } from '../live/daemons/first-accepting.ts';
import type { ForeignPlace } from '../live/paths/path-rules.ts';

export interface DaemonSocketOptions {
  /** Where the host's filesystem is mounted. */
  readonly root?: string;
  /** Path or `unix://` address of the socket that the user named. */
  readonly dockerSocket?: string;
  readonly dockerHost?: string;
}

export interface DaemonSocket {
  /** As people know it. */
  readonly socket: string;
  readonly place: ForeignPlace;
  /** What else there was, a sentence each. */
  readonly notes: readonly string[];
}

/** The socket on which dockerd answers. HostError when none accepts a connection. */
export async function findDaemonSocket(options: DaemonSocketOptions): Promise<DaemonSocket> {
  const { dockerSocket, dockerHost } = options;
  const found = await discoverDaemons({
    root: resolve(options.root ?? '/'),
    socketsMs: 5_000,
    ...(dockerSocket === undefined ? {} : { dockerSocket }),
    ...(dockerHost === undefined ? {} : { dockerHost }),
  });
  const place = await firstAccepting('dockerd', found.dockerSockets, 'docker.sock');
  return {
    socket: join(place.root, place.path),
    place,
    notes: found.docker.gaps.map(({ detail }) => detail),
  };
}
