import { describe, expect, it } from 'vitest';
import { findGrowth } from '../../../../src/causes/finding/growth/find-growth.ts';
import type { Growth } from '../../../../src/model/diagnosis.ts';
import type { LogSample } from '../../../../src/model/log.ts';
import { RECENT_LINES, TallyGrowth } from '../../../../src/parse/log/log-tallies.ts';
import { makeHistory, randomOf, SHAPES, type Shape, type TrueHistory } from './histories.ts';

const EACH = 200;
const LIMIT = 1_000_000;

/** What is said of a history, from its log or from the waits of its goroutines. */
function forecast(history: TrueHistory, source: 'logs' | 'waits'): Growth | undefined {
  const { nowMs, arrivals, startedAtMs, left } = history;
  const waiting = arrivals.filter(({ atMs }) => atMs >= startedAtMs);
  const waits = new Map<number, number>();
  for (const { atMs, count } of waiting) {
    const minutes = Math.floor((nowMs - atMs) / 60_000);
    waits.set(minutes, (waits.get(minutes) ?? 0) + count);
  }
  return findGrowth({
    capturedAtMs: nowMs,
    startedAtMs,
    waits,
    logged: source === 'waits' ? [] : [{ message: 'a-stop', arrivals: asSampled(arrivals), readToMs: nowMs }],
    occurrences: waiting.reduce((sum, { count }) => sum + count, 0),
    descriptors: LIMIT - left,
    limit: LIMIT,
    descriptorsPerOccurrence: 1,
  });
}

/** As a scanned log keeps it: the first line, samples, the last lines. */
function asSampled(lines: readonly LogSample[]): LogSample[] {
  const growth = new TallyGrowth();
  const counted = lines.map(({ atMs }, index) => ({ atMs, count: index + 1 }));
  for (const { atMs, count } of counted) if (count > 1 && growth.wants(count)) growth.add(count, atMs);
  const samples = [...counted.slice(0, 1), ...growth.finish(counted.slice(1).slice(-RECENT_LINES))];
  return samples.map(({ atMs, count }, index) => ({ atMs, count: count - (samples[index - 1]?.count ?? 0) }));
}

type Outcome = 'right' | 'wrong' | 'refused';

function judge({ reachedAtMs }: TrueHistory, growth: Growth | undefined): Outcome {
  if (growth?.notGrowing !== undefined) return Number.isFinite(reachedAtMs) ? 'wrong' : 'right';
  if (growth?.forecast === undefined) return 'refused';
  const { low, high } = growth.forecast;
  const isIn =
    reachedAtMs >= Date.parse(low) && reachedAtMs <= (high === undefined ? Infinity : Date.parse(high));
  return isIn && Number.isFinite(reachedAtMs) ? 'right' : 'wrong';
}

/** The latest time over the earliest, as spans from the capture; undefined without a latest time. */
function widthOf({ nowMs }: TrueHistory, growth: Growth | undefined): number | undefined {
  if (growth?.forecast?.high === undefined) return undefined;
  return (Date.parse(growth.forecast.high) - nowMs) / Math.max(1, Date.parse(growth.forecast.low) - nowMs);
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe.each(['logs', 'waits'] as const)('forecasts from %s', (source) => {
  const random = randomOf(20_261_124);
  const results = SHAPES.flatMap((shape) =>
    Array.from({ length: EACH }, () => {
      const history = makeHistory(shape, random);
      const growth = forecast(history, source);
      return { shape, history, growth, outcome: judge(history, growth), width: widthOf(history, growth) };
    }),
  );
  const share = (of: readonly { readonly outcome: Outcome }[], outcome: Outcome): number =>
    of.filter((one) => one.outcome === outcome).length / Math.max(1, of.length);
  const tally = (shape?: Shape) => {
    const all = results.filter((one) => shape === undefined || one.shape === shape);
    const said = all.filter(({ outcome }) => outcome !== 'refused');
    const widths = said.flatMap(({ width }) => width ?? []);
    const open = said.filter(({ growth }) => growth?.forecast?.basis === 'slowing').length;
    return {
      right: share(said, 'right'),
      refused: share(all, 'refused'),
      open: open / said.length,
      medianWidth: medianOf(widths),
    };
  };

  it('come true in nine of ten cases', () => {
    const rows = [undefined, ...SHAPES].map((shape) => {
      const { right, refused, open, medianWidth } = tally(shape);
      const figures = Object.entries({ right, refused, open, medianWidth });
      return `${shape ?? 'all'}: ${figures.map(([name, value]) => `${name} ${value.toFixed(2)}`).join(', ')}`;
    });
    console.info([`${EACH} histories each, from ${source}`, ...rows].join('\n  '));
    expect(tally().right).toBeGreaterThanOrEqual(0.9);
    // A plateau of which the last call has only just come cannot be seen yet.
    for (const shape of SHAPES.filter((one) => one !== 'plateau'))
      expect(tally(shape).right, shape).toBeGreaterThanOrEqual(0.9);
    expect(tally('plateau').right).toBeGreaterThanOrEqual(0.65);
  });

  it('are narrow where the growth is steady, and mostly have a latest time', () => {
    expect(tally('constant').medianWidth).toBeLessThanOrEqual(2);
    expect(tally('constant').open).toBeLessThan(0.05);
    for (const shape of SHAPES) expect(tally(shape).medianWidth, shape).toBeLessThanOrEqual(4);
    expect(tally().open).toBeLessThan(0.1);
  });

  it('are seldom refused', () => {
    expect(tally().refused).toBeLessThan(source === 'logs' ? 0.1 : 0.25);
  });
});
