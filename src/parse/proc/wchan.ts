// /proc/<pid>/wchan and /proc/<pid>/task/<tid>/wchan: proc_pid_wchan(5), Linux fs/proc/base.c (proc_pid_wchan).
//
//     request_wait_answer
//     0
//
// One word without a line break: the first function on the stack that is not the scheduler's own or a lock's slow path
// (section .sched.text). `0` when the thread runs, and for readers without rights.

import { ParseError } from '../parse-error.ts';
import { kernelFunction } from './kernel-symbol.ts';

/** The kernel function that the thread sleeps in; undefined when it runs or the kernel does not tell. */
export function parseWchan(text: string): string | undefined {
  const word = text.slice(0, 1024).trim();
  if (word === '' || word === '0' || word === '-') return undefined;
  if (!/^[\w.$]{1,256}$/.test(word)) throw new ParseError('wchan', 0, 'a kernel function', word);
  return kernelFunction(word);
}
