// The process column of `ss -p`.
//
// Source: iproute2 6.1.0, misc/ss.c:find_entry (the list) and proc_ctx_print.
//   users:(("containerd-shim",pid=11489,fd=13),("containerd",pid=11420,fd=15))
//   users:(("dockerd",1204,7))
// Versions: in iproute2 3.10 (CentOS 7.0) the numbers stand without `pid=` and `fd=`; `-T` adds `tid=`, `-Z` adds `proc_ctx=`.
// The name is printed as it is: it may hold quotes, parentheses, blanks, or text that looks like an entry.

import type { ProcessRef } from '../../model/process.ts';

const NUMBERS =
  /",pid=(\d{1,10})(?:,tid=\d{1,10})?(?:,proc_ctx=[^,()"]{0,256})?,fd=\d{1,10}(?:,[^()"]{0,512})?\)(?=,\("|\)$)/y;
const BARE_NUMBERS = /",(\d{1,10}),\d{1,10}\)(?=,\("|\)$)/y;

/**
 * The process that `ss` names first, which is the youngest that holds the socket open. `users` begins with `users:((`
 * and ends with the last parenthesis. Undefined when it is not such a list.
 */
export function parseFirstSsUser(users: string): ProcessRef | undefined {
  const start = 'users:(("'.length;
  const numbers = users.includes('",pid=') ? NUMBERS : BARE_NUMBERS;
  let nameless: ProcessRef | undefined;
  // An entry's numbers are followed by the next entry or the end; the same text within a name is not.
  for (let quote = users.indexOf('",', start); quote >= 0; quote = users.indexOf('",', quote + 1)) {
    numbers.lastIndex = quote;
    const pid = numbers.exec(users)?.[1];
    if (pid === undefined) continue;
    const process = { pid: Number(pid), comm: users.slice(start, quote) };
    if (process.comm !== '') return process;
    nameless ??= process;
  }
  return nameless;
}
