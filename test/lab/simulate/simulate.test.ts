import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STAGE, TRACE } from '../../../lab/simulate/model/history.ts';
import type { History } from '../../../lab/simulate/model/history.ts';
import { DEFAULTS } from '../../../lab/simulate/model/parameters.ts';
import { simulate } from '../../../lab/simulate/model/simulate.ts';
import { compareWithBounded } from '../../../lab/simulate/model/what-if.ts';
import { burst } from './simulated-case.ts';

function countStages(history: History): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let stop = 0; stop < history.stopCount; stop++)
    counts[history.stage.get(stop)] = (counts[history.stage.get(stop)] ?? 0) + 1;
  return counts;
}

function traceOf(history: History): readonly (readonly [kind: number, seconds: number])[] {
  return Array.from({ length: history.traceCount }, (_, row) => [
    history.traceKind.get(row),
    Math.round((history.traceMs.get(row) - history.traceMs.get(0)) / 1000),
  ]);
}

describe('a dockerd that waits without an end', () => {
  test('goes through the grace period and the kill, and stays', () => {
    const { history, openStops, tasks } = simulate({ ...DEFAULTS, stops: [1] });
    expect(traceOf(history)).toEqual([
      [TRACE.asked, 0],
      [TRACE.forced, 30],
      [TRACE.killedDirectly, 40],
      [TRACE.gaveUp, 120],
    ]);
    expect(countStages(history)).toEqual({ [STAGE.forever]: 1 });
    expect(openStops).toBe(1);
    expect(tasks[0]).toMatchObject({ state: 'blocked', sigkillPending: true });
  });

  test('never kills with t=-1', () => {
    const { history, tasks } = simulate({ ...DEFAULTS, stops: [3], graceSeconds: -1 });
    expect(countStages(history)).toEqual({ [STAGE.grace]: 3 });
    expect(tasks[0]?.sigkillPending).toBe(false);
  });

  test('is free of every stop as soon as the task can die', () => {
    const { history, openStops, mostOpenStops, exitKnown } = simulate({
      ...DEFAULTS,
      stops: [5, 4],
      release: { when: 'at-the-end' },
    });
    expect(countStages(history)).toEqual({ [STAGE.ended]: 9 });
    expect([openStops, mostOpenStops]).toEqual([0, 9]);
    expect(exitKnown).toEqual([true, true]);
  });

  test('hears nothing of it when exit events are lost', () => {
    const { openStops, tasks, exitKnown } = simulate({
      ...DEFAULTS,
      stops: [5],
      release: { when: 'at-the-end' },
      exitEvents: 'lost',
    });
    expect([openStops, tasks[0]?.state, exitKnown[0]]).toEqual([5, 'dead', false]);
  });
});

describe('a dockerd that bounds its waits', () => {
  test('answers with an error after 44 s, and kubelet tries again after 10 to 15 s', () => {
    const { history, openStops } = simulate({ ...DEFAULTS, daemonVersion: '20.10.10', stops: [2] });
    const trace = traceOf(history);
    expect(trace.slice(0, 5)).toEqual([
      [TRACE.asked, 0],
      [TRACE.forced, 30],
      [TRACE.killedDirectly, 40],
      [TRACE.failed, 44],
      [TRACE.refused, 44],
    ]);
    expect(trace[5]?.[0]).toBe(TRACE.asked);
    expect(trace[5]?.[1]).toBeGreaterThanOrEqual(54);
    expect(trace[5]?.[1]).toBeLessThanOrEqual(59);
    expect(openStops).toBe(0);
  });
});

test('kubelet asks again after its time-out and a back-off, so that a day has some 650 stops', () => {
  const { capturedMs } = simulate({ ...DEFAULTS, stops: [650] });
  expect(capturedMs / 3_600_000).toBeCloseTo(24, 0);
});

test('the same history costs a daemon with the fix no more than the stops that overlap', () => {
  const outcome = simulate({ ...DEFAULTS, stops: [200, 200, 200] });
  const { was, bounded, answeredAfterMs } = compareWithBounded(outcome);
  expect(was.sockets).toBe(600);
  expect(bounded.sockets).toBeLessThanOrEqual(3);
  expect(answeredAfterMs).toBe(44_000);
});

test('what the bounded daemon is said to hold is what a simulated one holds', () => {
  const parameters = { ...DEFAULTS, ...burst([40, 20], 30), clientTimeoutMs: 60_000 };
  const { bounded } = compareWithBounded(simulate(parameters));
  const { mostOpenStops, mostGoroutines } = simulate({ ...parameters, daemonVersion: '20.10.24' });
  expect(bounded).toMatchObject({ sockets: mostOpenStops, goroutines: mostGoroutines });
});

const anyParameters = fc.record({
  daemonVersion: fc.constantFrom('18.09.2', '19.03.15', '20.10.9', '20.10.24+dfsg1', '23.0.1'),
  stops: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
  graceSeconds: fc.constantFrom(-1, 0, 5, 30, 200),
  clientTimeoutMs: fc.integer({ min: 500, max: 200_000 }),
  exitEvents: fc.constantFrom('sent' as const, 'lost' as const),
  release: fc.constantFrom(
    { when: 'never' } as const,
    { when: 'at-the-end' } as const,
    {
      when: 'after',
      ms: 40_000,
    } as const,
  ),
  settleMs: fc.integer({ min: 0, max: 300_000 }),
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
});

test('time never runs back, and what is open is what has not ended, whatever the parameters', () => {
  fc.assert(
    fc.property(anyParameters, (wanted) => {
      const { history, openStops, mostOpenStops, capturedMs } = simulate({ ...DEFAULTS, ...wanted });
      let last = 0;
      for (let row = 0; row < history.traceCount; row++) {
        expect(history.traceMs.get(row)).toBeGreaterThanOrEqual(last);
        last = history.traceMs.get(row);
      }
      expect(last).toBeLessThanOrEqual(capturedMs);
      const ended = countStages(history)[STAGE.ended] ?? 0;
      expect(openStops).toBe(history.stopCount - ended);
      expect(mostOpenStops).toBeGreaterThanOrEqual(openStops);
      const ids = Array.from({ length: history.stopCount }, (_, stop) => [
        history.handlerId.get(stop),
        history.helperId.get(stop),
      ]).flat();
      expect(new Set(ids).size).toBe(ids.length);
    }),
    { numRuns: 200 },
  );
});
