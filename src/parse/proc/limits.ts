// /proc/<pid>/limits: proc_pid_limits(5), Linux fs/proc/base.c (proc_pid_limits): "%-25s %-20s %-20s %-10s".
//
//     Limit                     Soft Limit           Hard Limit           Units
//     Max open files            1048576              1048576              files
//
// The same since kernel 2.6.24.

import { ParseError } from '../parse-error.ts';

/** One resource limit; `Infinity` for `unlimited`. */
export interface Limit {
  readonly soft: number;
  readonly hard: number;
  /** Line in the file, from 1. */
  readonly line: number;
}

const ROW = /^(\S[^\n]{0,24}?) +(unlimited|\d{1,20}) +(unlimited|\d{1,20})(?: |$)/;

/** Limits by their name as printed, e.g. `Max open files`; throws ParseError where there is none. */
export function parseLimits(text: string): ReadonlyMap<string, Limit> {
  const limits = new Map<string, Limit>();
  for (const [index, row] of text.slice(0, 16_384).split('\n').entries()) {
    const [, name, soft, hard] = ROW.exec(row) ?? [];
    if (name === undefined || soft === undefined || hard === undefined) continue;
    limits.set(name, { soft: bound(soft), hard: bound(hard), line: index + 1 });
  }
  if (limits.size === 0) throw new ParseError('proc-limits', 1, 'a table of limits', text);
  return limits;
}

function bound(word: string): number {
  return word === 'unlimited' ? Number.POSITIVE_INFINITY : Number(word);
}
