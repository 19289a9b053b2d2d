/**
 * One living process that holds more and more connections to the daemon's API. What the connections do is read off the
 * daemon's goroutines: idle ones and event streams are of no use by the hundred; log followers, attached streams and execs are.
 * Idle connections that were all used within the last minutes may be a pool, if they are not far more than the host's containers
 * can ask for.
 */
import type { Cause } from '../../../model/cause.ts';
import { defined } from '../../../model/defined.ts';
import type { Confidence, FindingClient } from '../../../model/diagnosis.ts';
import type { GoroutineProfile } from '../../../model/goroutine.ts';
import type { StatedFinding, StatedLink } from '../../../model/stated-finding.ts';
import type { ClientRef } from '../../../model/statements/clients.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { findApiCall, servesHttp } from '../../facts/api-call.ts';
import { ONE_IS_ENOUGH, readConnectionUse, type ConnectionUse } from '../../facts/connection-use.ts';
import type { ApiClient, ApiConnections } from '../../facts/connections.ts';
import { describeClient } from '../../facts/describe-client.ts';
import { buildFinding } from '../../finding/build-finding.ts';
import type { ClaimPart } from '../../ledger/claims.ts';
import { findShare, type Share } from '../../ledger/ledger.ts';
import type { Detector } from '../detector.ts';
import type { Facts } from '../../facts/facts.ts';
import { findHeldMemory } from '../../heap/held-memory.ts';
import { heapLink } from '../../finding/links/heap.ts';
import { provenLink, unknownLink } from '../../finding/links/link.ts';
import { symptomLink } from '../../finding/links/symptom.ts';
import { completeProfile } from '../../facts/profile.ts';

export const clientConnectionLeak: Detector = {
  cause: 'client-connection-leak',
  order: 20,
  claim(facts, cause, profile) {
    const leak = findLeak(facts, cause.daemon ?? 'dockerd');
    return leak === undefined ? [] : connectionParts(profile, countLeaked(leak));
  },
  detect(facts, cause, _found, ledgers) {
    const daemonName = cause.daemon ?? 'dockerd';
    const leak = findLeak(facts, daemonName);
    return leak && describe(facts, cause, daemonName, leak, findShare(ledgers, cause.id));
  },
};

/** Clients that leak, and what their connections do. */
interface ClientLeak {
  readonly connections: ApiConnections;
  readonly suspects: readonly Suspect[];
  readonly confidence: Confidence;
  readonly use?: ConnectionUse;
}

function findLeak(facts: Facts, daemonName: string): ClientLeak | undefined {
  const connections = facts.connections.get(daemonName);
  if (connections === undefined) return undefined;
  const profile = completeProfile(facts.snapshot, daemonName);
  const use = profile && readConnectionUse(profile);
  const suspects = findSuspects(facts, connections, use);
  if (suspects.length === 0) return undefined;
  const confidence =
    CONFIDENCES.find((one) => suspects.some((suspect) => suspect.confidence === one)) ?? 'possible';
  return { connections, suspects, confidence, ...defined({ use }) };
}

/** Of clients that cannot be told apart, only what is of no use is known to leak. */
function countLeaked({ suspects, confidence, use }: ClientLeak): number {
  return confidence === 'possible' && use !== undefined
    ? use.idle + use.repeated
    : suspects.reduce((sum, { client }) => sum + client.sockets, 0);
}

/** Connections without use; net/http reads most of them in a goroutine more, to see the client go. */
function connectionParts({ groups }: GoroutineProfile, sockets: number): readonly ClaimPart[] {
  const unused = groups.filter(({ frames }) => {
    if (!servesHttp(frames)) return false;
    const call = findApiCall(frames);
    return call === undefined ? frames.some(isIdle) : ONE_IS_ENOUGH.has(call);
  });
  const watching = groups.filter(({ frames }) =>
    frames.some((frame) => frame.function === 'net/http.(*connReader).backgroundRead'),
  );
  const busy = unused.filter(({ frames }) => !frames.some(isIdle)).reduce((sum, { count }) => sum + count, 0);
  return [
    { role: 'connection', groups: unused, count: sockets },
    { role: 'companion', groups: watching, count: Math.min(sockets, busy) },
  ];
}

function isIdle(frame: { readonly function: string }): boolean {
  return frame.function === 'net/http.(*conn).readRequest';
}

function findSuspects(
  facts: Facts,
  connections: ApiConnections,
  use: ConnectionUse | undefined,
): readonly Suspect[] {
  const judged = connections.clients.flatMap((client) => {
    const confidence = judgeClient(facts, client, connections, use);
    if (confidence === undefined) return [];
    const mayBePool = use !== undefined && isPool(facts, client, connections, use);
    return [{ client, confidence: mayBePool ? ('possible' as const) : confidence, mayBePool }];
  });
  const sure = judged.filter(({ confidence }) => confidence !== 'possible');
  const likely = sure.length > 0 ? sure : judged.filter(({ mayBePool }) => !mayBePool);
  return likely.length > 0 ? likely : judged;
}

interface Suspect {
  readonly client: ApiClient;
  readonly confidence: Confidence;
  /** All that speaks against it are idle connections that were used within the last minutes. */
  readonly mayBePool: boolean;
}

/** Whether nothing but idle connections that were used lately speaks against it, as many as a pool on such a host may have. */
function isPool(facts: Facts, client: ApiClient, connections: ApiConnections, use: ConnectionUse): boolean {
  if (hasStopped(client) || client.sockets > MOST_PER_CONTAINER * facts.containers.size) return false;
  const forgotten = { ...use, idle: use.idle - use.idleLately };
  return judgeClient(facts, client, connections, forgotten) === undefined;
}

/** Connections of one client below which nothing is said. */
const FEW = 200;
/** Pools keep idle connections, but not so many. */
const IDLE = 500;
/** Event streams and the like, of which one would do. */
const REPEATED = 100;
const MANY = 1_000;
/** No client needs more connections for each container. */
const MOST_PER_CONTAINER = 20;
/** A unix socket takes some 200 KiB before its sender has to wait (net.core.wmem_default). */
const FULL_BUFFER_BYTES = 64 * 1024;

/** Whether a client leaks; `possible` when its connections and those of others cannot be told apart. */
function judgeClient(
  facts: Facts,
  client: ApiClient,
  connections: ApiConnections,
  use: ConnectionUse | undefined,
): Confidence | undefined {
  const { sockets } = client;
  if (sockets < FEW || isDaemon(facts, client)) return undefined;
  if (use !== undefined) {
    const others = connections.livingCount - sockets;
    if (isWaste(use.idle - others, use.repeated - others, use.idle + use.repeated - others)) return 'proven';
    if (sockets >= Math.max(use.idle, use.repeated) && isWaste(use.idle, use.repeated, 0)) return 'possible';
    return undefined;
  }
  if (hasStopped(client)) return 'likely';
  const known = facts.containers.size;
  return known > 0 && sockets >= MANY && sockets >= MOST_PER_CONTAINER * known ? 'likely' : undefined;
}

function isWaste(idle: number, repeated: number, both: number): boolean {
  return idle >= IDLE || repeated >= REPEATED || both >= IDLE;
}

/** It reads nothing any more from many of its connections: their buffers are full. */
function hasStopped(client: ApiClient): boolean {
  return client.unreadSockets >= REPEATED && client.unreadBytes / client.unreadSockets >= FULL_BUFFER_BYTES;
}

function isDaemon(facts: Facts, client: ApiClient): boolean {
  return facts.snapshot.daemons.some(
    (daemon) => daemon.pid === client.process.pid && daemon.name !== 'kubelet',
  );
}

/** Weakest first: what is said of all is no surer than what is said of each. */
const CONFIDENCES: readonly Confidence[] = ['possible', 'likely', 'proven'];

function isNearLimit(facts: Facts, daemonName: string): boolean {
  const daemon = facts.daemons.get(daemonName);
  return (daemon?.descriptors?.total ?? 0) >= (daemon?.descriptorLimit ?? Number.POSITIVE_INFINITY) / 2;
}

function describe(
  facts: Facts,
  cause: Cause,
  daemonName: string,
  leak: ClientLeak,
  share: Share | undefined,
): StatedFinding {
  const { connections, suspects, confidence, use } = leak;
  const leaking = suspects.map(({ client }) => client);
  const clients = leaking.map((client) => describeClient(facts, client));
  const sockets = countLeaked(leak);
  const holding = {
    connections: sockets,
    goroutines: share?.goroutines ?? sockets,
    uses: use?.calls.has('GET /events') === true ? ['event-subscribers', 'event-messages'] : [],
  };
  const memory = findHeldMemory(facts, daemonName, holding);
  const pool = suspects.every(({ mayBePool }) => mayBePool) && !isNearLimit(facts, daemonName);
  const severe = confidence !== 'possible' && (sockets >= MANY || isNearLimit(facts, daemonName));
  return buildFinding(cause, {
    severity: pool ? 'info' : severe ? 'critical' : 'warning',
    confidence,
    summary: {
      kind: 'clients-hold',
      how: pool ? 'pool' : confidence === 'possible' && clients.length > 1 ? 'one-of' : 'leak',
      daemon: daemonName,
      clients: clients.map(refer),
      sockets,
    },
    counts: { goroutines: share?.goroutines, sockets, fds: sockets, bytes: memory?.bytes },
    clients,
    chain: [
      symptomLink(facts, daemonName),
      socketsLink(daemonName, connections, leaking),
      heapLink(facts, daemonName, memory && { holding, memory }),
      useLink(daemonName, use),
    ],
    remedies: adviseFromKnowledge(facts, cause, facts.daemons.get(daemonName), []),
  });
}

function refer({ comm, pid, pod }: FindingClient): ClientRef {
  return { comm, pid, ...defined({ pod }) };
}

function socketsLink(
  daemon: string,
  { livingCount, goneCount }: ApiConnections,
  leaking: readonly ApiClient[],
): StatedLink {
  return provenLink(
    'descriptors',
    leaking.map(({ process: { comm, pid }, sockets, unreadSockets, unreadBytes }) => ({
      kind: 'client-connected',
      daemon,
      client: { comm, pid },
      sockets,
      of: livingCount + goneCount,
      unreadSockets,
      unreadBytes,
    })),
    leaking.flatMap((client) => client.groups.slice(0, 2).map((group) => group.sample)),
  );
}

/** So many calls are named. */
const CALLS_TOLD = 3;

function useLink(daemon: string, use: ConnectionUse | undefined): StatedLink {
  if (use === undefined) return unknownLink('goroutines', { kind: 'connection-use-unknown', daemon });
  const calls = [...use.calls]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, CALLS_TOLD)
    .map(([call, count]) => ({ call, count }));
  const group = use.profile.groups.find((one) => servesHttp(one.frames));
  return provenLink('goroutines', { kind: 'connection-use', daemon, calls, idle: use.idle }, [
    group && {
      file: use.profile.file,
      ...(group.firstLine > 0 ? { line: group.firstLine } : {}),
      quote:
        `${group.firstHeader} ${group.frames.find((frame) => /Router\)|readRequest/.test(frame.function))?.function ?? ''}`.trim(),
    },
  ]);
}
