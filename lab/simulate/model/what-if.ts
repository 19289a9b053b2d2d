import { DIRECT_KILL_WAIT_MS, KILL_WAIT_MS, LAST_CHANCE_MS } from './behaviour.ts';
import { findMemory, settledBytesPerStop } from './memory.ts';
import type { Outcome } from './simulate.ts';

export interface Cost {
  /** Of the stops alone, without the daemon's own. */
  readonly goroutines: number;
  readonly sockets: number;
  readonly bytes: number;
}

export interface WhatIf {
  /** What this history has cost at its worst moment. */
  readonly was: Cost;
  /** What the same stops, asked at the same times, cost a daemon that bounds its waits (20.10.10 and later). */
  readonly bounded: Cost;
  /** How long that daemon keeps each stop; absent with t=-1, which no version bounds. */
  readonly answeredAfterMs?: number;
}

/** Holds the same history against a daemon with the fix: every stop is answered, so only those that overlap add up. */
export function compareWithBounded(outcome: Outcome): WhatIf {
  const { history, parameters, mostOpenStops, mostGoroutines } = outcome;
  const { graceSeconds, clientTimeoutMs } = parameters;
  const was = {
    goroutines: mostGoroutines,
    sockets: mostOpenStops,
    bytes: mostOpenStops === 0 ? 0 : Math.max(findMemory(outcome).rssBytes, 0),
  };
  if (graceSeconds < 0) return { was, bounded: was };
  const answeredAfterMs = graceSeconds * 1000 + KILL_WAIT_MS + DIRECT_KILL_WAIT_MS + LAST_CHANCE_MS;
  const watchedMs = Math.min(answeredAfterMs, clientTimeoutMs);
  let sockets = 0;
  let goroutines = 0;
  let firstOpen = 0;
  let firstWatched = 0;
  for (let stop = 0; stop < history.stopCount; stop++) {
    const nowMs = history.askedMs.get(stop);
    while (history.askedMs.get(firstOpen) + answeredAfterMs <= nowMs) firstOpen++;
    while (history.askedMs.get(firstWatched) + watchedMs <= nowMs) firstWatched++;
    const open = stop - firstOpen + 1;
    sockets = Math.max(sockets, open);
    goroutines = Math.max(goroutines, 2 * open + (stop - firstWatched + 1));
  }
  const bytes = sockets * settledBytesPerStop('20.10.24');
  return { was, bounded: { goroutines, sockets, bytes }, answeredAfterMs };
}
