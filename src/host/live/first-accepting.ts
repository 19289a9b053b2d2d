import { connect } from 'node:net';
import { withDeadline } from '../deadline.ts';
import { HostError } from '../host.ts';
import { hostError } from '../system-error.ts';

export const CONNECT_MS = 2000;

/**
 * The first of some unix sockets that accepts a connection, which is closed again at once. HostError when none does: what
 * is wrong with the first one that is there.
 */
export async function firstAccepting(
  daemon: string,
  sockets: readonly string[],
  path: string,
): Promise<string> {
  let failure = new HostError(path, 'absent', `no socket of ${daemon} was found`);
  for (const socket of sockets) {
    try {
      await accepts(socket);
      return socket;
    } catch (error) {
      if (failure.reason === 'absent') failure = unusable(daemon, socket, path, error);
    }
  }
  throw failure;
}

function accepts(socketPath: string): Promise<void> {
  const socket = connect(socketPath);
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return withDeadline(connected, CONNECT_MS, socketPath, socketPath).finally(() => socket.destroy());
}

function unusable(daemon: string, socket: string, path: string, cause: unknown): HostError {
  const { reason, message } = hostError(socket, cause);
  const denied = `${socket} may not be used by this user; run as root to ask ${daemon}`;
  return new HostError(path, reason, reason === 'denied' ? denied : message, { cause });
}
