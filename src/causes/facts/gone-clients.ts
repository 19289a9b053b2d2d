/**
 * How many goroutines of a group certainly serve a client that is gone. A socket cannot be matched with the goroutine that serves
 * it, but most calls end with their client (net/http reads the connection meanwhile, moby looks at the request's context); so a
 * gone client's connection is kept by one of those that do not.
 */
import type { GoroutineGroup } from '../../model/goroutine.ts';
import { findApiCall, servesHttp } from './api-call.ts';
import type { Facts } from './facts.ts';
import type { SignatureMatch } from '../match/match-signature.ts';

/** Calls whose handler returns when its client goes. */
const END_WITH_CLIENT = new Set([
  'GET /events',
  'GET /containers/{id}/logs',
  'GET /containers/{id}/stats',
  'POST /containers/{id}/wait',
  'GET /_ping',
  'GET /debug/pprof',
]);

/** A lower bound; undefined where the sockets' peers are not known. */
export function countGoneClients(
  facts: Facts,
  daemonName: string,
  match: Pick<SignatureMatch, 'profile' | 'groups' | 'count'>,
): number | undefined {
  const connections = facts.connections.get(daemonName);
  if (connections === undefined) return undefined;
  const own = new Set(match.groups);
  const serving = sum(match.groups.filter((group) => servesHttp(group.frames)));
  const others = sum(
    match.profile.groups.filter((group) => !own.has(group) && servesHttp(group.frames) && mayOutlive(group)),
  );
  return Math.max(0, Math.min(serving, match.count, connections.goneCount - others));
}

function mayOutlive({ frames }: GoroutineGroup): boolean {
  const call = findApiCall(frames);
  if (call !== undefined) return !END_WITH_CLIENT.has(call);
  return !frames.some((frame) => frame.function === 'net/http.(*conn).readRequest');
}

function sum(groups: readonly GoroutineGroup[]): number {
  return groups.reduce((total, { count }) => total + count, 0);
}
