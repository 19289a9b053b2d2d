// /proc/<pid>/syscall and /proc/<pid>/task/<tid>/syscall: proc_pid_syscall(5), Linux fs/proc/base.c (proc_pid_syscall).
//
//     257 0xffffff9c 0x14d8c91b 0x0 0x0 0x0 0x558b93 0x7ffc7cff1f80 0x47b5e1
//     -1 0x7ffdb1dd7e10 0x7f1c2c8c0a3d
//
// Number, six arguments, stack pointer, program counter. `-1`: blocked, but not in a system call (a page fault). The
// word `running` alone: it runs.

import { ParseError } from '../parse-error.ts';

/** The system call that a thread is blocked in. */
export interface BlockedSyscall {
  readonly number: number;
  /** Six words. */
  readonly arguments: readonly bigint[];
}

/** The system call; undefined when the thread runs, or is blocked outside of one. */
export function parseSyscall(text: string): BlockedSyscall | undefined {
  const words = text.slice(0, 1024).trim().split(/\s+/);
  const [number] = words;
  if (number === 'running' || number === '') return undefined;
  if (number === undefined || !/^-?\d{1,9}$/.test(number)) {
    throw new ParseError('proc-syscall', 0, 'a number or running', text);
  }
  if (number.startsWith('-')) return undefined;
  const values = words.slice(1, 7).map((word) => {
    if (!/^0x[0-9a-f]{1,16}$/.test(word)) throw new ParseError('proc-syscall', 0, 'an argument', word);
    return BigInt(word);
  });
  if (values.length < 6) throw new ParseError('proc-syscall', 0, 'six arguments', text);
  return { number: Number(number), arguments: values };
}
