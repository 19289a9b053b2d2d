// /proc/loadavg: proc_loadavg(5), Linux fs/proc/loadavg.c.
//
//     3.81 1.92 0.87 1/236 28700
//     0.21 1.71 1.72 1/159 6544
//
// Tasks in D count as load. The fourth word is how many threads run, and how many there are on the whole host (nr_threads).

import { ParseError } from '../parse-error.ts';

/** Load over 1, 5 and 15 minutes. */
export function parseLoadavg(text: string): readonly [number, number, number] {
  const [, one, five, fifteen] = /^(\d{1,9}\.\d\d) (\d{1,9}\.\d\d) (\d{1,9}\.\d\d) /.exec(text) ?? [];
  if (one === undefined || five === undefined || fifteen === undefined) {
    throw new ParseError('loadavg', 0, 'three averages', text);
  }
  return [Number(one), Number(five), Number(fifteen)];
}

/** Threads of the whole host. */
export function parseThreadCount(text: string): number {
  const [, count] = /^(?:\d{1,9}\.\d\d ){3}\d{1,9}\/(\d{1,9}) /.exec(text) ?? [];
  if (count === undefined)
    throw new ParseError('loadavg', 0, 'running/all threads after three averages', text);
  return Number(count);
}
