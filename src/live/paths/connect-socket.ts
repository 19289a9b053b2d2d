import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { withDeadline } from '../../system/deadline.ts';
import { HostError } from '../../system/host-error.ts';
import { hostError } from '../../system/system-error.ts';
import { peerFault, type Listener } from '../daemons/identity/listener.ts';
import { openSocket } from './held-socket.ts';
import type { HeldSocket } from './held-socket.ts';
import { isTrusted } from './path-rules.ts';
import type { ForeignPlace } from './path-rules.ts';
import { descriptorOf, peerOf } from './socket-peer.ts';

/**
 * A connection to the socket at a place, looked up at this moment by the rule of the place. HostError within the deadline, and where
 * another user than root or this one listens, unless the user named the socket.
 */
export async function connectSocket(
  place: ForeignPlace,
  { deadlineMs }: { readonly deadlineMs: number },
): Promise<Socket> {
  const held = await openSocket(place, { deadlineMs });
  try {
    return await connectHeld(held, { deadlineMs });
  } finally {
    held.close();
  }
}

/** The same for a socket that is held open. */
export async function connectHeld(
  { place: { path, rule, listener }, connectPath }: HeldSocket,
  { deadlineMs }: { readonly deadlineMs: number },
): Promise<Socket> {
  const socket = connect(connectPath);
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', (error) => reject(hostError(path, error)));
  });
  try {
    await withDeadline(connected, deadlineMs, path, path);
    if (rule !== 'asked') await mustBeTrusted(path, socket, listener);
    socket.removeAllListeners('error');
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Where the kernel tells nothing, the rules for the socket's folder have to do: only root could listen there. */
async function mustBeTrusted(path: string, socket: Socket, listener: Listener | undefined): Promise<void> {
  const descriptor = descriptorOf(socket);
  const peer = descriptor === undefined ? undefined : await peerOf(descriptor);
  const fault = peer && listener && peerFault(listener, peer);
  if (fault !== undefined) throw new HostError(path, 'denied', `${path} is not asked: ${fault}`);
  if (peer === undefined || isTrusted(peer.uid, process.geteuid?.() ?? 0)) return;
  throw new HostError(path, 'denied', `${path} is not asked: a process of uid ${peer.uid} listens on it`);
}
