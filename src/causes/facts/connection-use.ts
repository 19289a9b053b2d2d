/**
 * What the connections to a daemon's API are used for, read off its goroutines. A socket cannot be matched with the goroutine
 * that serves it, so uses are known for the daemon as a whole, and for a client only as far as the others cannot account for them.
 */
import type { GoroutineProfile } from '../../model/goroutine.ts';
import { findApiCall, servesHttp } from './api-call.ts';

export interface ConnectionUse {
  readonly profile: GoroutineProfile;
  /** Connections that wait for a next request. */
  readonly idle: number;
  /** Of these, those on which something was asked within the last minutes: a pool uses its connections in turn. */
  readonly idleLately: number;
  /** Connections that serve a call of which one is enough for any client, above all event streams. */
  readonly repeated: number;
  /** API call → connections that serve it; without the one that asked for the profile. */
  readonly calls: ReadonlyMap<string, number>;
}

/** Calls of which one is enough for any client. */
export const ONE_IS_ENOUGH: ReadonlySet<string> = new Set([
  'GET /events',
  'GET /_ping',
  'GET /info',
  'GET /version',
]);
/** A connection that was not used for so long is one that its client has forgotten, or more than it needs. */
const UNUSED_MINUTES = 5;
const OWN_CALL = 'GET /debug/pprof';

/** Counts the goroutines that serve HTTP connections by what they serve. */
export function readConnectionUse(profile: GoroutineProfile): ConnectionUse {
  const calls = new Map<string, number>();
  let idle = 0;
  let idleLately = 0;
  for (const group of profile.groups) {
    if (!servesHttp(group.frames)) continue;
    const call = findApiCall(group.frames);
    if (call === OWN_CALL) continue;
    if (call !== undefined) calls.set(call, (calls.get(call) ?? 0) + group.count);
    else if (group.frames.some((frame) => frame.function === 'net/http.(*conn).readRequest')) {
      idle += group.count;
      for (const [minutes, count] of group.waits) if (minutes < UNUSED_MINUTES) idleLately += count;
    }
  }
  const repeated = [...calls].reduce(
    (sum, [call, count]) => (ONE_IS_ENOUGH.has(call) ? sum + count : sum),
    0,
  );
  return { profile, idle, idleLately, repeated, calls };
}
