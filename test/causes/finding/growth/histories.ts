import type { LogSample } from '../../../../src/model/log.ts';

/** Histories of a leak whose future is known: the same seed gives the same ones. */

export const SHAPES = ['constant', 'back-off', 'plateau', 'burst', 'resumed'] as const;
export type Shape = (typeof SHAPES)[number];

export interface TrueHistory {
  readonly shape: Shape;
  readonly nowMs: number;
  /** Up to now; those before `startedAtMs` were of an earlier process and wait no more. */
  readonly arrivals: readonly LogSample[];
  readonly startedAtMs: number;
  readonly wasRestarted: boolean;
  /** So many more reach the limit. */
  readonly left: number;
  /** When they do, if what goes on now goes on; Infinity where nothing comes any more. */
  readonly reachedAtMs: number;
}

type Random = () => number;

/** mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const EPOCH = Date.UTC(2026, 0, 1);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** One history, cut at a random moment. */
export function makeHistory(shape: Shape, random: Random): TrueHistory {
  const between = (least: number, most: number): number => least + random() * (most - least);
  const usualMs = Math.exp(between(Math.log(5 * SECOND), Math.log(20 * MINUTE)));
  // From callers that keep time to those of which each comes when it likes.
  const noise = random() < 0.5 ? between(0.02, 0.4) : 1;
  const gap = (ms: number): number =>
    noise === 1 ? -Math.log(1 - random()) * ms : ms * (1 + (random() * 2 - 1) * noise);
  const arrivals: LogSample[] = [];
  let atMs = EPOCH;
  const come = (afterMs: number, count = 1): void => {
    atMs += afterMs;
    arrivals.push({ atMs: Math.round(atMs), count });
  };
  const steady = (count: number): void => {
    for (let more = 0; more < count; more++) come(gap(usualMs));
  };
  const wasRestarted = random() < 0.25;
  let startedAtMs = EPOCH - MINUTE;
  if (wasRestarted) {
    steady(Math.round(between(5, 80)));
    startedAtMs = atMs + Math.min(between(10 * SECOND, MINUTE), usualMs / 2);
    atMs = startedAtMs;
  }

  const size = Math.round(Math.exp(between(Math.log(8), Math.log(600))));
  let nextMs: () => [number, number] = () => [gap(usualMs), 1];
  let pauseMs = 0;
  if (shape === 'constant') steady(size);
  if (shape === 'back-off') {
    const factor = between(1.4, 2);
    const steps = Math.round(between(4, 9));
    let step = 0;
    nextMs = () => [between(0.9, 1.1) * usualMs * factor ** Math.min(step++, steps), 1];
    for (let more = between(4, 30); more > 0; more--) come(...nextMs());
  }
  if (shape === 'plateau') {
    steady(size);
    // Soon after the end nobody can know it; later it shows.
    pauseMs = usualMs * Math.exp(between(Math.log(1), Math.log(300)));
    nextMs = () => [Number.POSITIVE_INFINITY, 1];
  }
  if (shape === 'burst') {
    const most = Math.round(between(5, 60));
    nextMs = () => [between(0.7, 1.3) * usualMs * 20, Math.round(between(0.7, 1.3) * most)];
    for (let bursts = between(5, 20); bursts > 0; bursts--) {
      const [afterMs, count] = nextMs();
      come(afterMs);
      for (let more = 1; more < count; more++) come(between(0, 0.02) * usualMs);
    }
  }
  if (shape === 'resumed') {
    steady(size);
    atMs += usualMs * between(15, 500);
    steady(Math.round(between(4, size)));
  }

  const left = Math.max(1, Math.round(arrivals.length * Math.exp(between(Math.log(0.1), Math.log(8)))));
  const [firstMs, firstCount] = nextMs();
  const nowMs = Math.round(atMs + (pauseMs > 0 ? pauseMs : firstMs * random()));
  let reachedAtMs = atMs + firstMs;
  for (let came = firstCount; came < left && Number.isFinite(reachedAtMs);) {
    const [afterMs, count] = nextMs();
    reachedAtMs += afterMs;
    came += count;
  }
  return { shape, nowMs, arrivals, startedAtMs, wasRestarted, left, reachedAtMs };
}
