import { InvalidArgumentError } from 'commander';

/** A port; 0 for one that is free. */
export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('it is a number from 0 to 65535');
  return port;
}
