/**
 * What of a course is still under way: the arrivals since the last pause, put together to bursts, and whether they have ended.
 */
import type { LogSample } from '../../../model/log.ts';
import type { Course } from './course.ts';

/** A gap that is so many times as long as the third longest is a pause: a rhythm has its longest gap at least three times. */
const PAUSE = 10;
/** What comes within this share of the usual gap belongs to one burst. */
const BURST_SHARE = 0.1;
/** None for so many times the longest gap: it has stopped. The more gaps between bursts are known, the surer is the longest. */
const SILENT = [
  [50, 1.5],
  [20, 2],
  [3, 3],
  [0, 10],
] as const;
/** None for so many times the longest gap: it may have stopped. */
const QUIET = 1.25;
/** A shorter silence is never called an end. */
const SHORTEST_SILENCE_MS = 60_000;

export interface Phase {
  /** Bursts since the last pause: when each began, and how many came in it. */
  readonly bursts: readonly LogSample[];
  readonly lastAtMs: number;
  /** Of earlier pauses. */
  readonly longestPauseMs: number;
  readonly hasEnded: boolean;
  /** None has come for longer than ever before. */
  readonly isQuiet: boolean;
}

/** The phase at the end of a course, seen at `nowMs`; undefined for an empty course. */
export function findPhase({ arrivals, precisionMs }: Course, nowMs: number): Phase | undefined {
  const start = findStart(arrivals, precisionMs);
  const phase = arrivals.slice(start);
  const last = phase.at(-1);
  if (last === undefined) return undefined;
  const bursts = joinBursts(phase, precisionMs);
  const longest = Math.max(precisionMs, ...gapsOf(phase));
  const silentMs = nowMs - last.atMs;
  const [, patience] = SILENT.find(([gaps]) => bursts.length > gaps) ?? SILENT[3];
  return {
    bursts,
    lastAtMs: last.atMs,
    longestPauseMs: Math.max(0, ...gapsOf(arrivals.slice(0, start + 1))),
    hasEnded: arrivals.length > 1 && silentMs > Math.max(patience * longest, SHORTEST_SILENCE_MS),
    isQuiet: silentMs > QUIET * longest,
  };
}

function gapsOf(arrivals: readonly LogSample[]): number[] {
  return arrivals.slice(1).map(({ atMs }, index) => atMs - (arrivals[index]?.atMs ?? atMs));
}

/** The first arrival after the last pause. */
function findStart(arrivals: readonly LogSample[], precisionMs: number): number {
  let start = 0;
  for (;;) {
    const gaps = gapsOf(arrivals.slice(start));
    const [, , third] = gaps.toSorted((a, b) => b - a);
    if (third === undefined) return start;
    const pause = gaps.findLastIndex((gap) => gap > PAUSE * Math.max(third, precisionMs));
    if (pause < 0) return start;
    start += pause + 1;
  }
}

/**
 * Arrivals that follow each other much faster than usual, as one. The usual gap is the one in which half of the time is spent, so
 * that a thousand calls in one second do not outweigh the hour until the next thousand.
 */
function joinBursts(arrivals: readonly LogSample[], precisionMs: number): LogSample[] {
  const within = Math.max(usualGap(gapsOf(arrivals)) * BURST_SHARE, precisionMs);
  const bursts: { atMs: number; count: number }[] = [];
  for (const { atMs, count } of arrivals) {
    const open = bursts.at(-1);
    if (open !== undefined && atMs - open.atMs < within) open.count += count;
    else bursts.push({ atMs, count });
  }
  return bursts;
}

function usualGap(gaps: readonly number[]): number {
  const half = gaps.reduce((sum, gap) => sum + gap, 0) / 2;
  let spent = 0;
  for (const gap of gaps.toSorted((a, b) => a - b)) {
    spent += gap;
    if (spent >= half) return gap;
  }
  return 0;
}
