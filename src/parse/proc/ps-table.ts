// The thread table of a recorded host: `ps -eLo pid,tid,ppid,stat,wchan:40,start_time,etimes,comm,args --no-headers -ww`.
// Column widths and escapes: procps-ng 4.0.2, src/ps/output.c (format_array, pr_comm, pr_args) and library/escape.c.
//
//     12915 12915 12896 Ds   request_wait_answer                      02:07      78 dd              /bin/dd if /data/direct-1 of /dev/null bs 4k
//     12966 12966 12947 Ss   do_wait                                  02:07      77 sleep           [sleep]
//
// `comm` is cut and padded to 15 columns and may hold blanks (`tmux: server`); it is not padded where a name was
// replaced after the recording. wchan is `-` or `?` where the thread runs or the reader had no rights. `start_time` is
// `02:07`, `Nov24` or `2025`, always one word. A process without memory has its comm in brackets as its arguments.

import type { Thread } from '../../model/process.ts';
import { ParseError } from '../parse-error.ts';

const ROW = /^ *(\d{1,10}) +(\d{1,10}) +(\d{1,10}) +([A-Za-z])\S* +(\S+) +\S+ +(\d{1,15}|-) /;
const HEADER = /^ *PID +(?:LWP|TID|SPID) /;
const COMM_WIDTH = 15;
/** Arguments can be megabytes long; nobody looks further than this. */
const MAX_ARGS = 4096;
const MAX_LINE = 8 * 1024 * 1024;
/** PID_MAX_LIMIT of a 64-bit kernel (include/linux/threads.h). */
const MAX_THREADS = 4 * 1024 * 1024;

/**
 * Every thread of the table in its order. Arguments are cut at 4 096 characters, and a last line without its end is
 * left out; any other line that is no row throws ParseError.
 */
export async function parsePsTable(chunks: AsyncIterable<Uint8Array>): Promise<readonly Thread[]> {
  const decoder = new TextDecoder();
  const threads: Thread[] = [];
  let pending = '';
  let line = 0;
  for await (const chunk of chunks) {
    const lines = (pending + decoder.decode(chunk, { stream: true })).split('\n');
    pending = lines.pop() ?? '';
    if (pending.length > MAX_LINE) throw new ParseError('ps-table', line + 1, 'a shorter line', pending);
    for (const text of lines) {
      line += 1;
      if (text.trim() === '' || (line === 1 && HEADER.test(text))) continue;
      if (threads.length === MAX_THREADS) throw new ParseError('ps-table', line, 'fewer threads', text);
      threads.push(row(text, line, threads.at(-1)));
    }
  }
  return threads;
}

function row(text: string, line: number, previous: Thread | undefined): Thread {
  const match = ROW.exec(text);
  const [whole, pid, tid, parentPid, state, wchan, elapsed] = match ?? [];
  if (whole === undefined || state === undefined || wchan === undefined) {
    throw new ParseError('ps-table', line, 'pid tid ppid stat wchan start etimes comm args', text);
  }
  const { comm, args } = commAndArgs(text.slice(whole.length));
  return {
    pid: Number(pid),
    tid: Number(tid),
    parentPid: Number(parentPid),
    state,
    ...(/^[-?*0]$/.test(wchan) ? {} : { wchan }),
    ...(elapsed === '-' ? {} : { elapsedSeconds: Number(elapsed) }),
    comm,
    // Threads of one process share one string.
    args: previous?.args === args ? previous.args : args,
    line,
  };
}

function commAndArgs(rest: string): { comm: string; args: string } {
  const padded = rest.length <= COMM_WIDTH || rest[COMM_WIDTH] === ' ';
  const end = padded ? COMM_WIDTH : rest.indexOf(' ');
  const cut = end === -1 ? rest.length : end;
  return {
    comm: rest.slice(0, cut).trimEnd(),
    args: rest.slice(cut + 1, cut + 1 + MAX_ARGS).trimEnd(),
  };
}
