import { InvalidArgumentError } from 'commander';
import type { LogSince } from '../parse/log/log-start.ts';

const UNITS_MS = new Map([
  ['s', 1000],
  ['min', 60_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** A time (RFC 3339, UTC when it names no zone), or a duration before the end of the log: `90min`, `12h`. */
export function readSince(text: string): LogSince {
  const [, amount, unit = ''] = /^(\d{1,9})([a-z]{1,3})$/.exec(text) ?? [];
  const unitMs = UNITS_MS.get(unit);
  if (amount !== undefined && unitMs !== undefined) return { beforeEndMs: Number(amount) * unitMs };
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d.*))?$/.exec(text) ?? [];
  const zoned = time !== undefined && /(?:Z|[+-]\d\d:?\d\d)$/.test(time);
  const atMs = day === undefined ? Number.NaN : Date.parse(`${day}T${time ?? '00:00'}${zoned ? '' : 'Z'}`);
  if (Number.isNaN(atMs))
    throw new InvalidArgumentError(
      'it is a time such as 2026-11-24T08:00Z, or a duration such as 90min, 12h, 7d',
    );
  return { atMs };
}
