// /proc/uptime: proc_uptime(5), Linux fs/proc/uptime.c.
//
//     1459.23 2603.80
//     2049.24 3370.20
//
// Seconds since boot, and idle seconds summed over all processors.

import { ParseError } from '../parse-error.ts';

/** Seconds since boot. */
export function parseUptime(text: string): number {
  const [, seconds] = /^(\d{1,12}(?:\.\d{1,9})?) \d/.exec(text.slice(0, 128)) ?? [];
  if (seconds === undefined) throw new ParseError('uptime', 0, 'seconds since boot', text);
  return Number(seconds);
}
