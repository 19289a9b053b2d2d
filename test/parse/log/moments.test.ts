import { expect, test } from 'vitest';
import { parseJournaldJson } from '../../../src/parse/log/journald-prefix.ts';
import { parseKlogJson } from '../../../src/parse/log/klog.ts';
import { momentOf } from '../../../src/parse/log/log-time.ts';

test.each([1e300, 9e15, -1, Number.NaN, Number.POSITIVE_INFINITY])(
  '%s is no moment of any calendar',
  (ms) => {
    expect(momentOf(ms)).toBeUndefined();
  },
);

test('a moment is told in whole milliseconds', () => {
  expect(momentOf(1_764_000_000_000.7)).toBe(1_764_000_000_000);
});

test('a log line whose time is no moment has none', () => {
  expect(
    parseKlogJson(
      new Map<string, unknown>([
        ['ts', 1e300],
        ['msg', 'Killing container'],
      ]),
    ),
  ).toBeUndefined();
  const entry = new Map([
    ['MESSAGE', 'hello'],
    ['__REALTIME_TIMESTAMP', '9000000000000000000'],
  ]);
  expect(parseJournaldJson(entry)).not.toHaveProperty('atMs');
});
