// /proc/<pid>/stack and /proc/<pid>/task/<tid>/stack: proc_pid_stack(5), Linux fs/proc/base.c (proc_pid_stack).
//
//     [<0>] request_wait_answer+0x151/0x210
//     [<ffffffffc012d444>] rpc_wait_bit_killable+0x24/0xb0 [sunrpc]
//
// Leaf first, at most 64 frames. Since kernel 4.15 the address is always 0. Older stacks end in
// `[<ffffffffffffffff>] 0xffffffffffffffff`. Empty while the thread runs; only for readers with CAP_SYS_ADMIN.

import { ParseError } from '../parse-error.ts';
import { kernelFunction } from './kernel-symbol.ts';

export interface KernelFrame {
  /** Without offset and without what the compiler added to the name. */
  readonly function: string;
  /** The kernel module that the function is in: `sunrpc`. */
  readonly module?: string;
  /** Line in the file, from 1. */
  readonly line: number;
}

const FRAME = /^\[(?:<[0-9a-fx]{0,18}>)?\] ([^\s+]{1,256})\S{0,64}(?: \[([^\]\s]{1,64})[^\]]{0,64}\])?\s*$/;

/** The frames, leaf first; throws ParseError for a line that is none, but for a cut last one. */
export function parseKernelStack(text: string): readonly KernelFrame[] {
  const frames: KernelFrame[] = [];
  const lines = text.slice(0, 65_536).split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const [, symbol, module] = FRAME.exec(line) ?? [];
    if (symbol === undefined) {
      if (index === lines.length - 1 && index > 0) break;
      throw new ParseError('kernel-stack', index + 1, '[<address>] function+offset/size', line);
    }
    if (symbol.startsWith('0x')) continue;
    frames.push({
      function: kernelFunction(symbol),
      ...(module === undefined ? {} : { module }),
      line: index + 1,
    });
  }
  return frames;
}
