/**
 * Reports of the kernel's hung-task detector with their stacks. Linux kernel/hung_task.c (hung_task_info), kernel/sched/core.c
 * (sched_show_task), arch/x86/kernel/dumpstack.c (printk_stack_address); arm64 has no `<TASK>`.
 *
 *     [ 5000.100000] INFO: task worker:4242 blocked for more than 120 seconds.
 *     [ 5000.100003] task:worker          state:D stack:0     pid:4242  tgid:4242  ppid:4200   flags:0x00000002
 *     [ 5000.100004] Call Trace:
 *     [ 5000.100006]  __schedule+0x505/0xc00
 *     [ 5000.100008]  request_wait_answer+0x12b/0x210 [fuse]
 *
 * Frames look so since 4.x; before, ` [<ffffffff8176d5b9>] schedule+0x29/0x70`. What follows a `?` was only found on the stack.
 */
import type { Evidence } from '../../model/evidence.ts';
import { kernelFunction } from '../proc/kernel-symbol.ts';

export interface HungTaskReport {
  readonly comm: string;
  /** Of the thread. */
  readonly tid: number;
  readonly seconds: number;
  /** Kernel functions, leaf first, without the scheduler's own. */
  readonly stack: readonly { readonly function: string; readonly evidence: Evidence }[];
}

const HEAD = /INFO: task (.{1,64}?):(\d{1,10}) blocked (?:in I\/O wait )?for more than (\d{1,10}) seconds/;
const FRAME =
  /(?:^|\s)(?:\[<[0-9a-f]{1,16}>\] )?(\? )?([A-Za-z_][\w.]{0,255})\+0x[0-9a-f]{1,8}\/0x[0-9a-f]{1,8}(?: \[[^\]\s]{1,64}[^\]]{0,64}\])?\s*$/;
/** How a thread goes to sleep, whatever it waits for. */
const SCHEDULER =
  /^(?:__schedule|schedule|schedule_timeout|schedule_preempt_disabled|__switch_to|context_switch)$/;
/** Lines between the head and the last frame; more are another one's. */
const LONGEST_REPORT = 120;
const LONGEST_LINE = 4096;
/** The kernel reports ten tasks, unless it was told otherwise. */
const MOST_REPORTS = 1000;

interface OpenReport {
  comm: string;
  tid: number;
  seconds: number;
  stack: HungTaskReport['stack'][number][];
  lines: number;
}

/** Reads the reports out of a kernel log, line by line. */
export class HungTaskReports {
  readonly reports: HungTaskReport[] = [];
  readonly #file: string;
  #open: OpenReport | undefined;
  #line = 0;

  constructor(file: string) {
    this.#file = file;
  }

  push(text: string): void {
    this.#line += 1;
    const line = text.slice(0, LONGEST_LINE);
    const [, comm, tid, seconds] = HEAD.exec(line) ?? [];
    if (comm !== undefined) {
      this.end();
      this.#open = { comm, tid: Number(tid), seconds: Number(seconds), stack: [], lines: 0 };
      return;
    }
    if (this.#open !== undefined) this.#read(this.#open, line);
  }

  /** Of a report that is cut, the frames that are there count. */
  end(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined || this.reports.length === MOST_REPORTS) return;
    const { comm, tid, seconds, stack } = open;
    this.reports.push({ comm, tid, seconds, stack });
  }

  #read(open: OpenReport, line: string): void {
    open.lines += 1;
    const [, unsure, symbol] = FRAME.exec(line) ?? [];
    if (symbol === undefined) {
      // Behind the last frame registers follow, or another task.
      const isOver = open.stack.length > 0 && !line.includes('<TASK>');
      if (isOver || open.lines > LONGEST_REPORT) this.end();
      return;
    }
    const name = kernelFunction(symbol);
    if (unsure !== undefined || SCHEDULER.test(name)) return;
    open.stack.push({
      function: name,
      evidence: { file: this.#file, line: this.#line, quote: line.trim().slice(0, 200) },
    });
  }
}
