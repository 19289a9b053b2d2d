/**
 * One living process that holds more and more connections to the daemon's API. What the connections do is read off the
 * daemon's goroutines: idle ones and event streams are of no use by the hundred; log followers, attached streams and execs are.
 */
import type { Cause } from '../../model/cause.ts';
import type { Confidence, Finding, FindingClient } from '../../model/diagnosis.ts';
import type { GoroutineProfile } from '../../model/goroutine.ts';
import { formatBytes, formatCount } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';
import { adviseFromKnowledge } from '../advice.ts';
import { findApiCall, servesHttp } from '../api-call.ts';
import type { ApiClient, ApiConnections } from '../connections.ts';
import { containerOf } from '../container-of.ts';
import type { Detector } from '../detector.ts';
import type { Facts } from '../facts.ts';
import { heapLink } from '../links/heap.ts';
import { provenLink, unknownLink } from '../links/link.ts';
import { symptomLink } from '../links/symptom.ts';
import { completeProfile } from '../profile.ts';

export const clientConnectionLeak: Detector = {
  cause: 'client-connection-leak',
  order: 20,
  detect(facts, cause) {
    const daemonName = cause.daemon ?? 'dockerd';
    const connections = facts.connections.get(daemonName);
    if (connections === undefined) return undefined;
    const profile = completeProfile(facts.snapshot, daemonName);
    const use = profile && readUse(profile);
    const leaking = connections.clients.filter((client) => isLeaking(client, use, facts));
    return leaking.length === 0 ? undefined : describe(facts, cause, daemonName, connections, leaking, use);
  },
};

/** What the daemon's HTTP connections do now: API call → goroutines; `idle` ones wait for a next request. */
interface ConnectionUse {
  readonly profile: GoroutineProfile;
  readonly idle: number;
  readonly calls: ReadonlyMap<string, number>;
}

/** Calls of which one connection of a client is enough. */
const ONE_IS_ENOUGH = new Set(['GET /events', 'GET /_ping', 'GET /info', 'GET /version']);
/** Whoever asked for the profile stands in it. */
const OWN_CALL = 'GET /debug/pprof';
const FEW = 200;
const USELESS = 100;
const MANY = 1_000;
/** A unix socket takes some 200 KiB before its sender has to wait (net.core.wmem_default). */
const FULL_BUFFER_BYTES = 64 * 1024;
/** No client needs more connections for each container. */
const MOST_PER_CONTAINER = 20;

function isLeaking(client: ApiClient, use: ConnectionUse | undefined, facts: Facts): boolean {
  if (client.sockets < FEW || isDaemon(facts, client)) return false;
  if (client.sockets >= MANY && client.sockets >= MOST_PER_CONTAINER * facts.containers.size) return true;
  if (use === undefined) return hasStopped(client);
  const useful = [...use.calls].reduce(
    (sum, [call, count]) => (ONE_IS_ENOUGH.has(call) ? sum : sum + count),
    0,
  );
  return client.sockets - useful >= Math.max(USELESS, client.sockets / 2);
}

/** It reads nothing any more from many of its connections: their buffers are full. */
function hasStopped(client: ApiClient): boolean {
  return client.unreadSockets >= USELESS && client.unreadBytes / client.unreadSockets >= FULL_BUFFER_BYTES;
}

function isDaemon(facts: Facts, client: ApiClient): boolean {
  return facts.snapshot.daemons.some(
    (daemon) => daemon.pid === client.process.pid && daemon.name !== 'kubelet',
  );
}

function readUse(profile: GoroutineProfile): ConnectionUse {
  const calls = new Map<string, number>();
  let idle = 0;
  for (const group of profile.groups) {
    if (!servesHttp(group.frames)) continue;
    const call = findApiCall(group.frames);
    if (call !== undefined) calls.set(call, (calls.get(call) ?? 0) + group.count);
    else if (group.frames.some((frame) => frame.function === 'net/http.(*conn).readRequest'))
      idle += group.count;
  }
  return { profile, idle, calls };
}

function describe(
  facts: Facts,
  cause: Cause,
  daemonName: string,
  connections: ApiConnections,
  leaking: readonly ApiClient[],
  use: ConnectionUse | undefined,
): Finding {
  const clients = leaking.map((client) => describeClient(facts, client));
  const sockets = clients.reduce((sum, client) => sum + client.sockets, 0);
  const confidence: Confidence = use !== undefined || leaking.every(hasStopped) ? 'proven' : 'likely';
  return {
    cause: cause.id,
    title: cause.title,
    severity: 'critical',
    confidence,
    summary: `${listed(clients.map((client) => `${client.comm} (pid ${client.pid})${client.pod ? ` of ${client.pod}` : ''}`))} ${clients.length === 1 ? 'holds' : 'hold'} ${counted(sockets, 'connection')} to ${daemonName} and ${clients.length === 1 ? 'does' : 'do'} not close them.`,
    because: [],
    counts: { sockets, fds: sockets },
    containers: [],
    tasks: [],
    clients,
    chain: [
      symptomLink(facts, daemonName),
      socketsLink(daemonName, connections, leaking),
      heapLink(facts, daemonName),
      useLink(daemonName, use),
    ],
    remedies: adviseFromKnowledge(cause, facts.daemons.get(daemonName), []),
    refutedBy: cause.refutes,
  };
}

function describeClient(facts: Facts, client: ApiClient): FindingClient {
  const container = containerOf(client.process.pid, facts.snapshot.tasks, facts.containers.values());
  return {
    pid: client.process.pid,
    comm: client.process.comm,
    sockets: client.sockets,
    ...(container === undefined ? {} : { container: container.id }),
    ...(container?.pod === undefined ? {} : { pod: container.pod }),
  };
}

function socketsLink(
  daemonName: string,
  connections: ApiConnections,
  leaking: readonly ApiClient[],
): Finding['chain'][number] {
  const said = leaking.map((client) => {
    const unread =
      client.unreadSockets === 0
        ? ''
        : `; on ${formatCount(client.unreadSockets)} of them it does not read what ${daemonName} sends (${formatBytes(client.unreadBytes)} wait)`;
    return `${client.process.comm} (pid ${client.process.pid}) is alive at the other end of ${formatCount(client.sockets)} of ${formatCount(connections.livingCount + connections.goneCount)} connections${unread}.`;
  });
  return provenLink(
    'descriptors',
    said.join(' '),
    leaking.flatMap((client) => client.groups.slice(0, 2).map((group) => group.sample)),
  );
}

function useLink(daemonName: string, use: ConnectionUse | undefined): Finding['chain'][number] {
  if (use === undefined)
    return unknownLink(
      'goroutines',
      `What ${daemonName} does on these connections is not known: there are no goroutines of it (deadwait goroutines).`,
    );
  const calls = [...use.calls]
    .filter(([call]) => call !== OWN_CALL)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const said = [
    ...calls.slice(0, 3).map(([call, count]) => `${formatCount(count)} serve ${call}`),
    ...(use.idle > 0 ? [`${formatCount(use.idle)} wait for a request`] : []),
  ];
  const group = use.profile.groups.find((one) => servesHttp(one.frames));
  return provenLink('goroutines', `Of ${daemonName}'s connections, ${listed(said)}.`, [
    group && {
      file: use.profile.file,
      ...(group.firstLine > 0 ? { line: group.firstLine } : {}),
      quote:
        `${group.firstHeader} ${group.frames.find((frame) => /Router\)|readRequest/.test(frame.function))?.function ?? ''}`.trim(),
    },
  ]);
}
