import { InvalidArgumentError } from 'commander';

const UNITS_MS = new Map([
  ['', 1000],
  ['s', 1000],
  ['m', 60_000],
  ['min', 60_000],
  ['h', 3_600_000],
]);

/** `90`, `90s`, `2m`, `1h`: milliseconds. */
export function readDuration(text: string): number {
  const [, amount, unit = ''] = /^(\d{1,6})(s|m|min|h)?$/.exec(text) ?? [];
  const ms = Number(amount) * (UNITS_MS.get(unit) ?? Number.NaN);
  if (!(ms > 0)) throw new InvalidArgumentError('it is a duration such as 90s or 5m');
  return ms;
}
