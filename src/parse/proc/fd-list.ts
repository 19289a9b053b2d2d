// `fd.txt` of a recorded host: one line a descriptor, `<fd> <link target>`, the targets as readlink(2) of
// /proc/<pid>/fd/* gives them (proc_pid_fd(5), Linux fs/d_path.c).
//
//     0 /data/direct-1
//     2 pipe:[26715]
//
// A target may hold blanks, and ends in ` (deleted)` when its file is gone.

import { ParseError } from '../parse-error.ts';

/** Link targets by descriptor; throws ParseError for a line that is none, but for a cut last one. */
export function parseFdList(text: string): ReadonlyMap<number, string> {
  const targets = new Map<number, string>();
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const [, fd, target] = /^(\d{1,10}) (.*)$/.exec(line) ?? [];
    if (fd === undefined || target === undefined) {
      if (index === lines.length - 1 && index > 0) break;
      throw new ParseError('fd-list', index + 1, 'a descriptor and its target', line);
    }
    targets.set(Number(fd), target);
  }
  return targets;
}
