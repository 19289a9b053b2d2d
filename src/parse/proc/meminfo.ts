// /proc/meminfo: proc_meminfo(5), Linux fs/proc/meminfo.c.
//
//     MemTotal:       24684096 kB
//     MemAvailable:   23950464 kB
//
// MemAvailable came with kernel 3.14, and was taken back to RHEL 7's 3.10.

import { ParseError } from '../parse-error.ts';

/** Values by name, in bytes (counters such as HugePages_Total as they are); throws ParseError where there is none. */
export function parseMeminfo(text: string): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const line of text.slice(0, 65_536).split('\n')) {
    const [, name, value, unit] = /^([\w()]{1,64}): {1,64}(\d{1,15})( kB)?$/.exec(line) ?? [];
    if (name !== undefined) values.set(name, Number(value) * (unit === undefined ? 1 : 1024));
  }
  if (values.size === 0) throw new ParseError('meminfo', 1, 'MemTotal: … kB', text);
  return values;
}
