/**
 * A client that reads nothing from many of its connections to a daemon: the bytes wait in its receive queues (unix_diag's rqueue,
 * Recv-Q of ss), and the daemon waits in its writes. A pool has nothing unread, so what the goroutines say of idle connections does not
 * excuse it. A few such connections are ordinary: a `docker logs -f` that is paused.
 */
import { defined } from '../../../model/defined.ts';
import type { StatedFinding } from '../../../model/stated-finding.ts';
import type { Statement } from '../../../model/statement.ts';
import type { ApiClient } from '../../facts/connections.ts';
import type { Facts } from '../../facts/facts.ts';
import { describeClient } from '../../facts/describe-client.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { buildFinding } from '../../finding/build-finding.ts';
import { provenLink } from '../../finding/links/link.ts';
import { symptomLink } from '../../finding/links/symptom.ts';
import type { Detector } from '../detector.ts';

/** So many connections of one client with full queues are no paused terminals. */
const MANY_FULL = 20;
/** A unix socket takes some 200 KiB before its sender has to wait (net.core.wmem_default). */
const FULL_BYTES = 64 * 1024;

export const clientStoppedReading: Detector = {
  cause: 'client-stopped-reading',
  order: 21,
  detect(facts, cause, found) {
    const told = new Set(found.flatMap(toldClients));
    const stalled = [...facts.connections].flatMap(([daemon, { clients }]) =>
      clients
        .filter((client) => isStalled(client) && !told.has(client.process.pid))
        .map((client) => ({ daemon, client })),
    );
    const [first] = stalled;
    if (first === undefined) return undefined;
    const clients = stalled.map(({ client }) => describeClient(facts, client));
    const states = stalled.map(({ daemon, client }) => stateStalled(facts, daemon, client));
    const sockets = stalled.reduce((sum, { client }) => sum + client.unreadSockets, 0);
    return buildFinding(cause, {
      severity: 'warning',
      confidence: 'likely',
      summary: states,
      counts: { sockets, fds: sockets },
      clients,
      chain: [
        symptomLink(facts, first.daemon),
        provenLink(
          'descriptors',
          states,
          stalled.flatMap(({ client }) => client.groups.filter(hasUnread).map(({ sample }) => sample)),
        ),
      ],
      remedies: adviseFromKnowledge(facts, cause, undefined, []),
    });
  },
};

function toldClients({ severity, clients }: StatedFinding): readonly number[] {
  return severity === 'info' ? [] : clients.map(({ pid }) => pid);
}

function isStalled({ unreadSockets, unreadBytes }: ApiClient): boolean {
  return unreadSockets >= MANY_FULL && unreadBytes / unreadSockets >= FULL_BYTES;
}

function hasUnread({ unreadClientCount }: ApiClient['groups'][number]): boolean {
  return unreadClientCount > 0;
}

function stateStalled(facts: Facts, daemon: string, client: ApiClient): Statement {
  const { sockets, unreadSockets, unreadBytes } = client;
  const { comm, pid, pod } = describeClient(facts, client);
  return {
    kind: 'client-reads-nothing',
    daemon,
    client: { comm, pid, ...defined({ pod }) },
    sockets,
    unreadSockets,
    unreadBytes,
  };
}
