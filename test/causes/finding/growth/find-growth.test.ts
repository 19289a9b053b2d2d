import { describe, expect, it } from 'vitest';
import { findGrowth, type GrowthSources } from '../../../../src/causes/finding/growth/find-growth.ts';
import type { Growth } from '../../../../src/model/diagnosis.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-01-01T12:00:00Z');

/** Growth by a log with one line at each of these times before now. */
function fromLog(agoMs: readonly number[], more: Partial<GrowthSources> = {}): Growth | undefined {
  return findGrowth({
    capturedAtMs: NOW,
    waits: new Map(),
    logged: [
      { message: 'a-stop', arrivals: agoMs.map((ms) => ({ atMs: NOW - ms, count: 1 })), readToMs: NOW },
    ],
    occurrences: agoMs.length,
    descriptors: 700,
    limit: 1_000,
    descriptorsPerOccurrence: 1,
    ...more,
  });
}

/** Every `everyMs`, from so long ago until so long ago; oldest first. */
function every(everyMs: number, fromMs: number, toMs = 0): number[] {
  return Array.from({ length: Math.floor((fromMs - toMs) / everyMs) }, (_, step) => fromMs - step * everyMs);
}

function minutesTo(iso: string | undefined): number {
  return (Date.parse(iso ?? '') - NOW) / MINUTE;
}

describe('a leak that grows', () => {
  it('is forecast as a range around the rate of the recent window', () => {
    const growth = fromLog(every(MINUTE, 10 * HOUR));
    expect(growth?.source).toBe('logs');
    expect(growth?.perHour).toBeCloseTo(60, 0);
    expect(growth?.forecast?.basis).toBe('steady');
    const [low, high] = [minutesTo(growth?.forecast?.low), minutesTo(growth?.forecast?.high)];
    expect(low).toBeLessThan(300);
    expect(high).toBeGreaterThan(300);
    expect(high / low).toBeLessThan(1.6);
  });

  it('is measured by the last hour, not by the days before', () => {
    const slow = every(HOUR, 240 * HOUR, HOUR);
    const growth = fromLog([...slow, ...every(MINUTE, HOUR)]);
    expect(growth?.perHour).toBeGreaterThan(50);
    expect(Date.parse(growth?.window?.from ?? '')).toBeGreaterThan(NOW - 2 * HOUR);
    expect(minutesTo(growth?.forecast?.high)).toBeLessThan(9 * 60);
    const slower = fromLog([...every(MINUTE, 30 * HOUR, 20 * HOUR), ...every(HOUR, 20 * HOUR)]);
    expect(slower?.perHour).toBeLessThan(2);
  });

  it('looks back no further than it looks ahead', () => {
    const growth = fromLog(every(MINUTE, 100 * HOUR), { descriptors: 970 });
    expect(Date.parse(growth?.window?.from ?? '')).toBeGreaterThan(NOW - 2 * HOUR);
  });

  it('by retries that back off has no latest time', () => {
    const agoMs = [1, 2, 4, 8, 16, 32, 64].map((step) => (129 - step) * MINUTE);
    const growth = fromLog([...agoMs, MINUTE], { descriptors: 990 });
    expect(growth?.forecast?.basis).toBe('slowing');
    expect(growth?.forecast).not.toHaveProperty('high');
  });

  it('in bursts is no faster than its bursts come', () => {
    const bursts = every(HOUR, 12 * HOUR).flatMap((ms) => [0, 1, 2, 3, 4].map((step) => ms - step * 100));
    const growth = fromLog(bursts);
    expect(growth?.perHour).toBeGreaterThan(4);
    expect(growth?.perHour).toBeLessThan(6);
    expect(minutesTo(growth?.forecast?.low)).toBeLessThan(60 * 60);
    expect(minutesTo(growth?.forecast?.high)).toBeGreaterThan(60 * 60);
  });
});

describe('a leak that does not grow now', () => {
  it('says since when, and is not forecast', () => {
    const growth = fromLog(every(MINUTE, 10 * HOUR, 9 * HOUR));
    expect(growth?.notGrowing?.since).toBe('2026-01-01T02:59:00.000Z');
    expect(growth).not.toHaveProperty('forecast');
    expect(growth).not.toHaveProperty('perHour');
  });

  it('tells of a pause that ended before', () => {
    const growth = fromLog([...every(MINUTE, 10 * HOUR, 9 * HOUR), ...every(MINUTE, 6 * HOUR, 5 * HOUR)]);
    expect(growth?.notGrowing?.longestPauseSeconds).toBeCloseTo(3 * 3600 + 60, -1);
  });

  it('and grows again is measured since it resumed', () => {
    const growth = fromLog([...every(MINUTE, 20 * HOUR, 15 * HOUR), ...every(MINUTE, HOUR)]);
    expect(growth?.perHour).toBeCloseTo(60, 0);
    expect(growth?.notGrowing).toBeUndefined();
  });

  it('is not said to have ended when the log has, and more wait than it has lines', () => {
    const agoMs = every(MINUTE, 10 * HOUR, 9 * HOUR);
    const arrivals = agoMs.map((ms) => ({ atMs: NOW - ms, count: 1 }));
    const logged = [{ message: 'a-stop', arrivals, readFromMs: NOW - 10 * HOUR, readToMs: NOW - 9 * HOUR }];
    const waits = new Map([[1_200, 300]]);
    expect(fromLog(agoMs, { logged, waits, occurrences: 300 })).toMatchObject({ noForecast: 'log-ends' });
  });

  it('may just have stopped: then there is no forecast either', () => {
    expect(fromLog(every(MINUTE, 12 * MINUTE, MINUTE))).toMatchObject({ noForecast: 'quiet' });
  });
});

describe('there is no forecast', () => {
  it('from fewer than three intervals', () => {
    const growth = fromLog([30 * MINUTE, 20 * MINUTE, 10 * MINUTE]);
    expect(growth).toMatchObject({ noForecast: 'few-intervals' });
    expect(growth).not.toHaveProperty('perHour');
  });

  it('from intervals that differ too much', () => {
    const agoMs = [130, 30, 16, 4].map((minutes) => minutes * MINUTE);
    expect(fromLog(agoMs, { descriptors: 980 })).toMatchObject({ noForecast: 'irregular' });
  });

  it('for a limit that is much further away than what was seen', () => {
    const growth = fromLog(every(10 * SECOND, 5 * MINUTE), { limit: 1_000_000 });
    expect(growth).toMatchObject({ noForecast: 'far' });
  });

  it('for a limit that is reached', () => {
    expect(fromLog(every(MINUTE, HOUR), { descriptors: 1_000 })).toMatchObject({ noForecast: 'at-limit' });
  });

  it('where limit or descriptors are unknown, and no reason is made up', () => {
    const { forecast, noForecast, perHour } = findGrowth({
      capturedAtMs: NOW,
      waits: new Map(),
      logged: [
        {
          message: 'a-stop',
          arrivals: every(MINUTE, HOUR).map((ms) => ({ atMs: NOW - ms, count: 1 })),
        },
      ],
      occurrences: every(MINUTE, HOUR).length,
      descriptorsPerOccurrence: 1,
    }) as Growth;
    expect([forecast, noForecast]).toEqual([undefined, undefined]);
    expect(perHour).toBeCloseTo(60, 0);
  });

  it('without a time of the capture, nor without a source', () => {
    const nothing = { waits: new Map(), logged: [], occurrences: 0, descriptorsPerOccurrence: 1 };
    expect(findGrowth({ ...nothing, capturedAtMs: NOW })).toBeUndefined();
    expect(findGrowth({ ...nothing, waits: new Map([[60, 5]]) })).toBeUndefined();
  });
});

describe('the source', () => {
  const waits = new Map(every(2, 600, 0).map((minutes) => [minutes, 1] as const));

  it('is the log where both tell, for its times are exact', () => {
    expect(fromLog(every(2 * MINUTE, 10 * HOUR), { waits })?.source).toBe('logs');
  });

  it('is the dump where no log is read', () => {
    const growth = fromLog([], { logged: [], waits, occurrences: 300 });
    expect(growth?.source).toBe('waits');
    expect(growth?.perHour).toBeGreaterThan(28);
    expect(growth?.perHour).toBeLessThan(32);
    expect(growth?.forecast?.basis).toBe('steady');
  });

  it('is the dump where the log has far more lines than calls wait: some have ended', () => {
    expect(fromLog(every(MINUTE, 10 * HOUR), { waits, occurrences: 300 })?.source).toBe('waits');
    expect(fromLog(every(MINUTE, HOUR), { occurrences: 10 })).toMatchObject({ noForecast: 'some-ended' });
  });

  it('is the dump where the log has far fewer lines than calls wait', () => {
    expect(fromLog(every(20 * MINUTE, 10 * HOUR), { waits, occurrences: 300 })?.source).toBe('waits');
    expect(fromLog(every(MINUTE, HOUR), { occurrences: 900 })).toMatchObject({ noForecast: 'lines-missing' });
  });

  it('is neither where waits are as short as they are coarse', () => {
    const growth = fromLog([], { logged: [], waits: new Map([[1, 100]]), occurrences: 100 });
    expect(growth).toMatchObject({ source: 'waits', noForecast: 'coarse' });
    expect(growth).not.toHaveProperty('beganAt');
  });

  it('counts nothing of a process before, by the start of the daemon or by how long its calls wait', () => {
    const before = every(SECOND, 5 * HOUR, 4 * HOUR);
    const since = every(2 * MINUTE, 100 * MINUTE);
    const known = fromLog([...before, ...since], {
      occurrences: since.length,
      startedAtMs: NOW - 2 * HOUR,
    });
    expect(known?.beganAt).toBe('2026-01-01T10:20:00.000Z');
    expect(known?.perHour).toBeCloseTo(30, 0);
    const young = new Map([
      [99, 25],
      [40, 25],
    ]);
    const guessed = fromLog([...before, ...since], { occurrences: since.length, waits: young });
    expect(guessed?.beganAt).toBe('2026-01-01T10:20:00.000Z');
  });

  it('that has lost its beginning still has the rate, but not the start', () => {
    const agoMs = every(MINUTE, HOUR);
    const arrivals = agoMs.map((ms) => ({ atMs: NOW - ms, count: 1 }));
    const growth = fromLog(agoMs, {
      logged: [{ message: 'a-stop', arrivals, readFromMs: NOW - HOUR, readToMs: NOW }],
      occurrences: 600,
      waits: new Map([[600, 600]]),
    });
    expect(growth?.source).toBe('logs');
    expect(growth).not.toHaveProperty('beganAt');
    expect(growth?.perHour).toBeCloseTo(60, 0);
  });
});
