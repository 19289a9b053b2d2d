/**
 * What a daemon in good health may have. Most of its goroutines go with something that runs: per container the copying of its
 * output, its health checks, the client of its shim; per connection one or two. So what is ordinary is measured by the
 * containers and the clients of the host; where a bare dump tells neither, by goroutines of which each container has some.
 */
import type { GoroutineGroup, GoroutineProfile } from '../../model/goroutine.ts';
import { findApiCall, servesHttp } from '../facts/api-call.ts';
import { hasEnded } from '../facts/container-state.ts';
import type { Facts } from '../facts/facts.ts';
import { longestWait } from '../locks/longest-wait.ts';
import type { Place } from './place.ts';

/** Goroutines in one place without anything being wrong: a burst of calls, pools of workers, transfers of layers. */
const BASE = 200;
/** Copiers, followers of its log, execs, health checks: a container seldom has more in one place. */
const PER_CONTAINER = 10;
/** A call that copies a stream or follows a log has goroutines besides the one that serves it. */
const HELPERS_PER_CALL = 2;
/** Containers of a large node; taken where nothing tells how many there are. */
const UNKNOWN_CONTAINERS = 80;
/** Calls that came just now may be a burst, which ends by itself. */
const BURST = 5;
const OLD_MINUTES = 10;

/** How many there are of what goroutines go with. Absent means unknown. */
export interface Scale {
  readonly containers: number;
  /** Nothing tells it: a guess that errs on the large side. */
  readonly guessed: boolean;
  readonly livingClients?: number;
  /** Calls that are served for living clients; where peers are unknown, all that the dump shows. */
  readonly calls: number;
}

/** How large the daemon's ordinary work may be; `profile` tells it where the host does not. */
export function findScale(facts: Facts, daemon: string, profile: GoroutineProfile | undefined): Scale {
  const running = [...facts.containers.values()].filter((container) => !hasEnded(container)).length;
  const seen = profile === undefined ? 0 : containersSeen(profile);
  const known = facts.containers.size > 0 || seen > 0;
  const living = facts.connections.get(daemon)?.livingCount;
  return {
    containers: known ? Math.max(running, seen) : UNKNOWN_CONTAINERS,
    guessed: !known,
    calls: living ?? (profile === undefined ? 0 : callsSeen(profile)),
    ...(living === undefined ? {} : { livingClients: living }),
  };
}

/**
 * Goroutines of which every container or pod has so many for its whole life. moby daemon/logger/copier.go, daemon/health.go,
 * container/stream/streams.go; containerd runtime/v2/shim.go and v1/shim/client (client of the shim), pkg/cri/server/events.go;
 * cri-o internal/oci; kubernetes pkg/kubelet/pod_workers.go, prober/worker.go.
 */
const EACH_CONTAINER: readonly { readonly function: RegExp; readonly each: number }[] = [
  { function: /\blogger\.\(\*Copier\)\.copySrc$/, each: 2 },
  { function: /\bstream\.\(\*Config\)\.CopyToPipe\.func/, each: 2 },
  { function: /\bdaemon\.monitor$/, each: 1 },
  { function: /\bttrpc\.\(\*Client\)\.run$/, each: 1 },
  { function: /\bttrpc\.\(\*Client\)\.receiveLoop$/, each: 1 },
  { function: /\(\*eventMonitor\)\.start(?:Container)?ExitMonitor\.func/, each: 1 },
  { function: /\bclient\.WithStart\.func/, each: 3 },
  { function: /\bkubelet\.\(\*podWorkers\)\.(?:managePodLoop|podWorkerLoop)$/, each: 1 },
  { function: /\bprober\.\(\*worker\)\.run$/, each: 3 },
];

/** Containers by the second largest of these counts: a leak in one of the places alone does not excuse itself. */
function containersSeen({ groups }: GoroutineProfile): number {
  const counts = EACH_CONTAINER.map(({ function: pattern, each }) => {
    const own = groups.filter(({ frames }) => frames.some((frame) => pattern.test(frame.function)));
    return Math.ceil(own.reduce((sum, { count }) => sum + count, 0) / each);
  }).filter((count) => count > 0);
  return counts.sort((a, b) => b - a)[1] ?? 0;
}

function callsSeen({ groups }: GoroutineProfile): number {
  return groups.reduce((sum, { frames, count }) => (servesHttp(frames) ? sum + count : sum), 0);
}

/** Calls that last as long as their client wants. */
const LASTING = new Set([
  'GET /events',
  'GET /containers/{id}/logs',
  'GET /containers/{id}/stats',
  'POST /containers/{id}/wait',
  'POST /containers/{id}/attach',
  'POST /exec/{id}/start',
]);

/** The most goroutines in this place that ordinary work explains. */
export function ordinaryCount(place: Place, { containers, livingClients, calls }: Scale): number {
  const usual = BASE + PER_CONTAINER * containers;
  const [group] = place.groups;
  if (!goesWithConnection(group)) return usual + HELPERS_PER_CALL * calls;
  const call = findApiCall(group.frames);
  // A living client may keep a connection for nothing, or follow a log for days, but what else it asks should be answered.
  if (call === undefined || LASTING.has(call))
    return livingClients === undefined ? usual * BURST : Math.max(usual, livingClients + BASE);
  return isOld(place) ? usual : Math.max(usual * BURST, livingClients ?? 0);
}

/** The larger part has waited for long. */
export function isOld({ waits, count }: Place): boolean {
  let old = 0;
  for (const [minutes, goroutines] of waits) if (minutes >= OLD_MINUTES) old += goroutines;
  return old * 2 >= count;
}

/** In whole minutes; undefined where the profile does not tell. */
export function oldestMinutes({ waits }: Place): number | undefined {
  return longestWait([waits]);
}

const OF_CONNECTION =
  /^net\/http\.\(\*(?:conn|connReader)\)\.|\btransport\.(?:\(\*http2Server\)|\(\*loopyWriter\)|\(\*controlBuffer\)|newHTTP2Server)|\bttrpc\.\(\*serverConn\)\.|^net\/http\.\(\*http2serverConn\)/;

function goesWithConnection({ frames, createdBy }: GoroutineGroup): boolean {
  return (
    servesHttp(frames) ||
    frames.some((frame) => OF_CONNECTION.test(frame.function)) ||
    (createdBy !== undefined && OF_CONNECTION.test(createdBy.function))
  );
}
