// /proc/<pid>/stat and /proc/<pid>/task/<tid>/stat: proc_pid_stat(5), Linux fs/proc/array.c (do_task_stat).
//
//     12915 (dd) D 12896 12915 12915 0 -1 4194560 740 0 0 0 0 0 0 0 20 0 1 0 138217 2326528 316 18446744073709551615 …
//     1203 (tmux: server (1)) S 1 1203 1203 0 -1 4194624 …
//
// comm stands in parentheses and may itself hold blanks, parentheses and line breaks: the last `)` ends it. Fields are
// only ever added at the end; kernel 2.6.39 has the first 44.

import { ParseError } from '../parse-error.ts';

/** The fields of a stat line that tell who a task is and how it is. */
export interface ProcStat {
  readonly pid: number;
  readonly comm: string;
  /** One letter of proc(5). */
  readonly state: string;
  readonly parentPid: number;
  readonly processGroup: number;
  readonly session: number;
  /** Clock ticks in user and kernel mode. */
  readonly userTicks: number;
  readonly systemTicks: number;
  readonly threadCount: number;
  /** Clock ticks (100 a second, on every architecture that runs containers) between boot and start. */
  readonly startTicks: number;
  readonly virtualBytes: number;
  readonly residentPages: number;
}

/** The line's fields; throws ParseError where one of the first 24 is missing or no number. */
export function parseProcStat(text: string): ProcStat {
  const open = text.indexOf(' (');
  const close = text.lastIndexOf(') ');
  if (open === -1 || close < open + 2) throw new ParseError('proc-stat', 0, 'pid (comm) state', text);
  const fields = text.slice(close + 2, close + 2 + 2048).split(/\s+/);
  const state = fields[0] ?? '';
  if (!/^[A-Za-z]$/.test(state)) throw new ParseError('proc-stat', 3, 'a state', state);

  // Numbers as in proc(5), which counts pid as field 1 and state as field 3.
  const number = (field: number): number => {
    const word = fields[field - 3] ?? '';
    if (!/^-?\d{1,20}$/.test(word)) throw new ParseError('proc-stat', field, 'a number', word);
    return Number(word);
  };
  const pid = text.slice(0, open).trim();
  if (!/^\d{1,10}$/.test(pid)) throw new ParseError('proc-stat', 1, 'a pid', pid);
  return {
    pid: Number(pid),
    comm: text.slice(open + 2, close),
    state,
    parentPid: number(4),
    processGroup: number(5),
    session: number(6),
    userTicks: number(14),
    systemTicks: number(15),
    threadCount: number(20),
    startTicks: number(22),
    virtualBytes: number(23),
    residentPages: number(24),
  };
}

/** include/linux/sched.h; the flags are field 9. */
const PF_KTHREAD = 0x0020_0000;

/**
 * Whether a stat line is that of a thread of the kernel itself. Its parent does not tell: in a pid namespace pid 2 may be anything.
 */
export function isKernelThread(text: string): boolean {
  const flags = text.slice(text.lastIndexOf(') ') + 2).split(' ', 7)[6] ?? '';
  return /^\d{1,10}$/.test(flags) && Math.floor(Number(flags) / PF_KTHREAD) % 2 === 1;
}
