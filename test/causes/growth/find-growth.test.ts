import { expect, test } from 'vitest';
import { findGrowth } from '../../src/causes/growth.ts';

const HOUR = 3_600_000;
const capturedAtMs = Date.parse('2026-01-01T12:00:00Z');

test('wait times tell when the leak began, its rate and when the limit is hit', () => {
  const waits = new Map([
    [600, 1],
    [300, 299],
    [0, 301],
  ]);
  const growth = findGrowth({
    capturedAtMs,
    waits,
    descriptors: 700,
    limit: 1_300,
    descriptorsPerOccurrence: 1,
  });
  expect(growth).toEqual({
    beganAt: '2026-01-01T02:00:00.000Z',
    perHour: 60,
    from: 'waits',
    limit: 1_300,
    limitReachedAt: '2026-01-01T22:00:00.000Z',
  });
});

test('waits that reach back a few minutes only are too coarse; the logs tell it then', () => {
  const growth = findGrowth({
    capturedAtMs,
    waits: new Map([[1, 100]]),
    logged: { firstAtMs: capturedAtMs - HOUR, lastAtMs: capturedAtMs, count: 101 },
    descriptorsPerOccurrence: 1,
  });
  expect(growth).toEqual({ beganAt: '2026-01-01T11:00:00.000Z', perHour: 100, from: 'logs' });
});

test('a leak that stands still is not forecast', () => {
  const growth = findGrowth({
    capturedAtMs,
    waits: new Map([
      [600, 50],
      [500, 50],
    ]),
    descriptors: 100,
    limit: 1_000,
    descriptorsPerOccurrence: 1,
  });
  expect(growth).not.toHaveProperty('limitReachedAt');
});

test('without a history nothing is said', () => {
  expect(findGrowth({ waits: new Map(), descriptorsPerOccurrence: 1 })).toBeUndefined();
});
