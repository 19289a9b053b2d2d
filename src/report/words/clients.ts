import type { ClientRef, ClientStatement } from '../../model/statements/clients.ts';
import { formatBytes, formatCount } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';
import type { Words } from './words.ts';

export const CLIENT_WORDS: Words<ClientStatement> = {
  'peers-unknown': ({ daemon }) =>
    `Which process is at the other end of ${daemon}'s sockets is not known (ss -xanp).`,
  connections: ({ daemon, fds, disconnected, connected, paths }) => {
    const total = fds === undefined ? 'Of its file descriptors' : `Of ${counted(fds, 'file descriptor')}`;
    return disconnected === 0
      ? `${total}, none is a connection of a disconnected client; ${counted(connected, 'connection')} to its API ${connected === 1 ? 'has' : 'have'} a connected one.`
      : `${total}, ${formatCount(disconnected)} ${disconnected === 1 ? 'is a connection' : 'are connections'} on ${listed(paths)} of ${disconnected === 1 ? 'a disconnected client' : 'disconnected clients'}: the socket's peer is closed (peer 0), and ${daemon} has not closed its end.`;
  },
  'clients-hold': ({ how, daemon, clients, sockets }) => {
    const names = listed(clients.map(how === 'pool' ? sayProcess : sayClient));
    const connections = `${counted(sockets, 'connection')} to ${daemon}`;
    const one = clients.length === 1;
    if (how === 'pool')
      return `${names} ${one ? 'keeps' : 'keep'} ${connections} open that are idle, but were used within the last minutes: a pool, or a leak that has just started.`;
    if (how === 'one-of')
      return `One of ${names} holds ${connections} that are not in use; which one is not known: the connections of several clients look the same here.`;
    return `${names} ${one ? 'holds' : 'hold'} ${connections} and ${one ? 'does' : 'do'} not close them.`;
  },
  'client-connected': ({ daemon, client, sockets, of, unreadSockets, unreadBytes }) => {
    const unread =
      unreadSockets === 0
        ? ''
        : `; on ${formatCount(unreadSockets)} of them it does not read what ${daemon} sends (${formatBytes(unreadBytes)} unread)`;
    return `${sayProcess(client)} is connected at the other end of ${formatCount(sockets)} of ${counted(of, 'connection')}${unread}.`;
  },
  'most-connected': ({ clients }) =>
    `Of its connected clients, these have the most connections: ${listed(
      clients.map((client) => `${sayProcess(client)} ${formatCount(client.sockets)}`),
    )}.`,
  'client-reads-nothing': ({ daemon, client, sockets, unreadSockets, unreadBytes }) =>
    `${sayClient(client)} does not read what ${daemon} sends on ${formatCount(unreadSockets)} of ${counted(sockets, 'connection')}: ${formatBytes(unreadBytes)} are unread, about ${formatBytes(unreadBytes / unreadSockets)} each.`,
  'connection-use-unknown': ({ daemon }) =>
    `What ${daemon} does on these connections is not known: there is no goroutine profile of it (deadwait goroutines).`,
  'connection-use': ({ daemon, calls, idle }) =>
    `Of ${daemon}'s connections, ${listed([
      ...calls.map(({ call, count }) => `${formatCount(count)} ${count === 1 ? 'serves' : 'serve'} ${call}`),
      ...(idle > 0 ? [`${formatCount(idle)} ${idle === 1 ? 'waits' : 'wait'} for a request`] : []),
    ])}.`,
};

function sayProcess({ comm, pid }: ClientRef): string {
  return `${comm} (PID ${pid})`;
}

function sayClient(client: ClientRef): string {
  return `${sayProcess(client)}${client.pod === undefined ? '' : ` of ${client.pod}`}`;
}
