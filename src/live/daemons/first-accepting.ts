import type { Socket } from 'node:net';
import { HostError } from '../../system/host-error.ts';
import { hostError } from '../../system/system-error.ts';
import { connectSocket } from '../paths/connect-socket.ts';
import type { ForeignPlace } from '../paths/path-rules.ts';

export const CONNECT_MS = 2000;

/** A socket that may be asked. A plain path is taken as one that deadwait knows by itself. */
export type SocketCandidate = ForeignPlace | string;

/**
 * The first of some unix sockets that accepts a connection, which is closed again at once. HostError when none does: what
 * is wrong with the first one that is there.
 */
export async function firstAccepting(
  daemon: string,
  sockets: readonly SocketCandidate[],
  path: string,
): Promise<ForeignPlace> {
  let failure = new HostError(path, 'absent', `no socket of ${daemon} was found`);
  for (const candidate of sockets) {
    const place = placeOf(candidate);
    try {
      const socket = await connectSocket(place, { deadlineMs: CONNECT_MS });
      socket.destroy();
      return place;
    } catch (error) {
      if (failure.reason === 'absent') failure = unusable(daemon, place.path, path, error);
    }
  }
  throw failure;
}

type Connected = (...result: [Error, null] | [null, Socket]) => void;

/** Makes the connections of an HTTP pool: the socket is looked up for each, since a daemon makes a new one when it starts again. */
export function socketConnector(candidate: SocketCandidate): (options: object, connected: Connected) => void {
  const place = placeOf(candidate);
  return (_options, connected) => {
    connectSocket(place, { deadlineMs: CONNECT_MS }).then(
      (socket) => connected(null, socket),
      (error: unknown) => connected(hostError(place.path, error), null),
    );
  };
}

function placeOf(candidate: SocketCandidate): ForeignPlace {
  return typeof candidate === 'string' ? { root: '/', path: candidate, rule: 'known' } : candidate;
}

function unusable(daemon: string, socket: string, path: string, cause: unknown): HostError {
  const { reason, message } = hostError(socket, cause);
  const isMode = reason === 'denied' && message.includes('may not be');
  const denied = `${socket} may not be used by this user; run as root to ask ${daemon}`;
  return new HostError(path, reason, isMode ? denied : message, { cause });
}
