import { InvalidArgumentError } from 'commander';

const UNITS = new Map([
  ['', 1],
  ['k', 2 ** 10],
  ['m', 2 ** 20],
  ['g', 2 ** 30],
  ['t', 2 ** 40],
]);

/** `500M`, `4GiB`, `1048576`: bytes, in powers of 1 024. */
export function readBytes(text: string): number {
  const [, amount, unit = ''] = /^(\d{1,12})\s?(?:([kmgt])(?:i?b)?|b)?$/i.exec(text) ?? [];
  const bytes = Number(amount) * (UNITS.get(unit.toLowerCase()) ?? 1);
  if (!Number.isSafeInteger(bytes) || bytes < 1)
    throw new InvalidArgumentError('it is a number of bytes such as 500M or 4G');
  return bytes;
}
