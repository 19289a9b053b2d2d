/**
 * When a leak began, how fast it grows, and when it will hit the descriptor limit. A dump tells it alone: every goroutine
 * carries its wait in whole minutes, so the histogram of waits is the growth curve. Waits below a few minutes are too coarse;
 * then the logs tell it.
 */
import type { Growth } from '../model/diagnosis.ts';
import type { WaitHistogram } from '../model/goroutine.ts';

export interface GrowthSources {
  readonly capturedAtMs?: number;
  readonly waits: WaitHistogram;
  /** Occurrences in the logs: the first, the last, how many in between and including them. */
  readonly logged?: { readonly firstAtMs: number; readonly lastAtMs: number; readonly count: number };
  /** Descriptors open now, and the most there may be. */
  readonly descriptors?: number;
  readonly limit?: number;
  readonly descriptorsPerOccurrence: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Waits are cut to whole minutes; below this the error is larger than the answer. */
const SHORTEST_HISTORY_MINUTES = 10;
/** A leak that has not grown for this share of its history is not forecast. */
const STALE_SHARE = 0.25;

/** Growth from the waits if they reach back far enough, else from the logs; undefined when neither tells it. */
export function findGrowth(sources: GrowthSources): Growth | undefined {
  const history = fromWaits(sources) ?? fromLogs(sources);
  if (history === undefined) return undefined;
  const spanMs = history.lastAtMs - history.beganAtMs;
  const perHour = spanMs > 0 && history.count > 1 ? (history.count - 1) / (spanMs / HOUR) : undefined;
  return {
    beganAt: new Date(history.beganAtMs).toISOString(),
    ...(perHour === undefined ? {} : { perHour: roundTo3Digits(perHour) }),
    from: history.from,
    ...(sources.limit === undefined ? {} : { limit: sources.limit }),
    ...forecast(sources, history.lastAtMs, spanMs, perHour),
  };
}

interface History {
  readonly from: 'waits' | 'logs';
  readonly beganAtMs: number;
  readonly lastAtMs: number;
  readonly count: number;
}

function fromWaits({ waits, capturedAtMs }: GrowthSources): History | undefined {
  let oldest = 0;
  let youngest = Number.POSITIVE_INFINITY;
  let count = 0;
  for (const [minutes, goroutines] of waits) {
    oldest = Math.max(oldest, minutes);
    youngest = Math.min(youngest, minutes);
    count += goroutines;
  }
  if (capturedAtMs === undefined || oldest < SHORTEST_HISTORY_MINUTES) return undefined;
  return {
    from: 'waits',
    beganAtMs: capturedAtMs - oldest * MINUTE,
    lastAtMs: capturedAtMs - youngest * MINUTE,
    count,
  };
}

function fromLogs({ logged }: GrowthSources): History | undefined {
  if (logged === undefined) return undefined;
  return { from: 'logs', beganAtMs: logged.firstAtMs, lastAtMs: logged.lastAtMs, count: logged.count };
}

function forecast(
  sources: GrowthSources,
  lastAtMs: number,
  spanMs: number,
  perHour: number | undefined,
): { limitReachedAt?: string } {
  const { capturedAtMs, descriptors, limit, descriptorsPerOccurrence } = sources;
  if (capturedAtMs === undefined || descriptors === undefined || limit === undefined || perHour === undefined)
    return {};
  if (descriptorsPerOccurrence <= 0 || limit <= descriptors) return {};
  if (capturedAtMs - lastAtMs > Math.max(spanMs * STALE_SHARE, 5 * MINUTE)) return {};
  const hours = (limit - descriptors) / (perHour * descriptorsPerOccurrence);
  const reached = capturedAtMs + hours * HOUR;
  return Number.isFinite(reached) && hours < 24 * 3_650
    ? { limitReachedAt: new Date(reached).toISOString() }
    : {};
}

function roundTo3Digits(value: number): number {
  return Number(value.toPrecision(3));
}
