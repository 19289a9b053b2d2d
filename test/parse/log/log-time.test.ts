import { describe, expect, it } from 'vitest';
import { monthNumber, parseRfc3339, yearlessMs } from '../../../src/parse/log/log-time.ts';

describe('parseRfc3339', () => {
  it.each([
    ['2020-11-20T11:07:01.187468949+08:00', Date.UTC(2020, 10, 20, 3, 7, 1, 187), true],
    ['2020-11-20T11:07:01+0800', Date.UTC(2020, 10, 20, 3, 7, 1), true],
    ['2020-11-20T00:07:01-03:30', Date.UTC(2020, 10, 20, 3, 37, 1), true],
    ['2026-11-24T02:07:40.133325102Z', Date.UTC(2026, 10, 24, 2, 7, 40, 133), true],
    ['2026-11-24T02:07:40,133', Date.UTC(2026, 10, 24, 2, 7, 40, 133), false],
  ])('reads %s', (text, atMs, zoned) => {
    expect(parseRfc3339(text)).toEqual({ atMs, zoned });
  });

  it.each(['2021-02-29T00:00:00Z', '2021-13-01T00:00:00Z', '2021-01-01T24:00:00Z', '0010', '', 'tomorrow'])(
    'does not take %s for a time',
    (text) => {
      expect(parseRfc3339(text)).toBeUndefined();
    },
  );
});

describe('a stamp without a year', () => {
  const captured = (iso: string): { capturedAtMs: number } => ({ capturedAtMs: Date.parse(iso) });

  it('is of the year of the capture', () => {
    expect(yearlessMs(11, 20, '11:07:01.345804', captured('2026-11-24T02:00:00Z'))).toBe(
      Date.UTC(2026, 10, 20, 11, 7, 1, 345),
    );
  });

  it('is of the year before when it is of December and the capture of January', () => {
    expect(yearlessMs(12, 31, '23:59:59', captured('2027-01-02T00:00:00Z'))).toBe(
      Date.UTC(2026, 11, 31, 23, 59, 59),
    );
  });

  it('may lie some hours after the capture, because zones differ', () => {
    expect(yearlessMs(1, 1, '07:30:00', captured('2026-12-31T23:45:00Z'))).toBe(Date.UTC(2027, 0, 1, 7, 30));
  });

  it('finds the last leap year for the 29th of February', () => {
    expect(yearlessMs(2, 29, '01:00:00', captured('2026-11-24T00:00:00Z'))).toBe(Date.UTC(2024, 1, 29, 1));
  });

  it('is no time when the capture has none, or there is no such day', () => {
    expect(yearlessMs(11, 20, '11:07:01', {})).toBeUndefined();
    expect(yearlessMs(2, 30, '11:07:01', captured('2026-11-24T02:00:00Z'))).toBeUndefined();
  });

  it('does not guess a localised month', () => {
    expect(['Nov', 'nov', 'nov.', 'févr.', 'мая', 'Dez'].map(monthNumber)).toEqual([
      11,
      ...Array(5).fill(undefined),
    ]);
  });
});
