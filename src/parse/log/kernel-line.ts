/**
 * Lines of the kernel's ring buffer, as dmesg prints them.
 * Source: util-linux v2.40 sys-utils/dmesg.c:print_record; linux v6.12 kernel/printk/printk.c:print_time.
 *
 *     [ 1572.054722] INFO: task dd:12915 blocked for more than 120 seconds.
 *     [Tue Nov 24 02:08:00 2026] INFO: task dd:12915 blocked for more than 120 seconds.
 *     2026-11-24T02:08:00,054722+00:00 INFO: task dd:12915 blocked for more than 120 seconds.
 *
 * Seconds since the kernel started, unless `dmesg -T` (the reader's local time, English) or `--time-format iso` was asked for.
 * With CONFIG_PRINTK_CALLER the caller follows: `[ 1572.054722][    T1] …`.
 */
import { monthNumber, parseRfc3339, utcMs, type LogClock } from './log-time.ts';

/** One line of the kernel, its stamp taken off. */
export interface KernelLine {
  /** Milliseconds since 1970 UTC; absent when it counts from a start that is not known. */
  readonly atMs?: number;
  readonly sinceBootSeconds?: number;
  readonly rest: string;
}

const SINCE_BOOT = /^\[ {0,6}(\d{1,10}\.\d{6})\](?:\[ {0,8}[TC]\d{1,8}\])? ?/;
const READABLE = /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})\] ?/;
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{1,9}[+-]\d\d:?\d\d) /;

/** A line of dmesg; undefined when it carries none of dmesg's stamps. */
export function parseKernelLine(line: string, clock: LogClock): KernelLine | undefined {
  const sinceBoot = SINCE_BOOT.exec(line);
  if (sinceBoot !== null) {
    const seconds = Number(sinceBoot[1]);
    const atMs = clock.bootAtMs === undefined ? {} : { atMs: Math.floor(clock.bootAtMs + seconds * 1000) };
    return { ...atMs, sinceBootSeconds: seconds, rest: line.slice(sinceBoot[0].length) };
  }
  const readable = READABLE.exec(line);
  if (readable !== null) {
    const month = monthNumber(readable[1] ?? '');
    const atMs =
      month === undefined
        ? undefined
        : utcMs(Number(readable[4]), month, Number(readable[2]), readable[3] ?? '');
    return { ...(atMs === undefined ? {} : { atMs }), rest: line.slice(readable[0].length) };
  }
  const iso = ISO.exec(line);
  const stamp = iso === null ? undefined : parseRfc3339(iso[1] ?? '');
  if (iso === null || stamp === undefined) return undefined;
  return { atMs: stamp.atMs, rest: line.slice(iso[0].length) };
}
