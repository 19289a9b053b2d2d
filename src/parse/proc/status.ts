// /proc/<pid>/status and /proc/<pid>/task/<tid>/status: proc_pid_status(5), Linux fs/proc/array.c (proc_pid_status).
//
//     State:	D (disk sleep)
//     SigPnd:	0000000000000100
//
// NSpid came with kernel 4.1. VmRSS and its neighbours are missing when the process has no memory left (a zombie, or a
// first process that waits for its children in zap_pid_ns_processes) and in kernel threads. Name has its own escapes.

import { ParseError } from '../parse-error.ts';

/** What a status file tells; absent where the kernel does not print it. */
export interface ProcStatus {
  /** One letter of proc(5). */
  readonly state?: string;
  /** The process that the thread belongs to. */
  readonly tgid?: number;
  readonly pid?: number;
  readonly parentPid?: number;
  /** Real user. */
  readonly uid?: number;
  /** The pid in every pid namespace, the host's first; empty before kernel 4.1. */
  readonly namespacePids: readonly number[];
  readonly threadCount?: number;
  readonly rssBytes?: number;
  /** Signals that wait for this thread; bit n-1 is signal n. */
  readonly pendingSignals?: bigint;
  /** Signals that wait for the whole process. */
  readonly sharedPendingSignals?: bigint;
}

/** SIGKILL, signal 9, in a mask of signals. */
export const SIGKILL_BIT = 1n << 8n;

/** The fields of a status file; throws ParseError for text that holds none of them, or a number that is none. */
export function parseProcStatus(text: string): ProcStatus {
  const fields = new Map<string, { value: string; line: number }>();
  for (const [index, line] of text.slice(0, 65_536).split('\n').entries()) {
    const colon = line.indexOf(':');
    const key = line.slice(0, Math.max(colon, 0));
    if (/^[A-Za-z_0-9]+$/.test(key) && !fields.has(key)) {
      fields.set(key, { value: line.slice(colon + 1).trim(), line: index + 1 });
    }
  }
  if (!fields.has('State') && !fields.has('SigPnd') && !fields.has('Pid')) {
    throw new ParseError('proc-status', 1, 'Name, State, Pid, …', text);
  }
  const word = (key: string, shape: RegExp): string | undefined => {
    const field = fields.get(key);
    if (field === undefined) return undefined;
    const first = field.value.split(/\s+/)[0] ?? '';
    if (!shape.test(first)) throw new ParseError('proc-status', field.line, `a value of ${key}`, field.value);
    return first;
  };
  const number = (key: string): number | undefined => {
    const found = word(key, /^\d{1,15}$/);
    return found === undefined ? undefined : Number(found);
  };
  const mask = (key: string): bigint | undefined => {
    const found = word(key, /^[0-9a-f]{1,32}$/i);
    return found === undefined ? undefined : BigInt(`0x${found}`);
  };

  const rssKib = number('VmRSS');
  return {
    ...present('state', word('State', /^[A-Za-z]$/)),
    ...present('tgid', number('Tgid')),
    ...present('pid', number('Pid')),
    ...present('parentPid', number('PPid')),
    ...present('uid', number('Uid')),
    namespacePids: namespacePids(fields.get('NSpid')?.value),
    ...present('threadCount', number('Threads')),
    ...present('rssBytes', rssKib === undefined ? undefined : rssKib * 1024),
    ...present('pendingSignals', mask('SigPnd')),
    ...present('sharedPendingSignals', mask('ShdPnd')),
  };
}

/** Real, effective, saved and file system user of a status file; empty where it does not say. */
export function parseUserIds(text: string): readonly number[] {
  const ids = /^Uid:[ \t]+(\d{1,10})[ \t]+(\d{1,10})[ \t]+(\d{1,10})[ \t]+(\d{1,10})[ \t]*$/m.exec(
    text.slice(0, 65_536),
  );
  return ids === null ? [] : ids.slice(1).map(Number);
}

/** Whether SIGKILL waits to be taken, by the thread or its process; undefined where neither mask is known. */
export function sigkillPending(status: ProcStatus): boolean | undefined {
  const { pendingSignals, sharedPendingSignals } = status;
  if (pendingSignals === undefined && sharedPendingSignals === undefined) return undefined;
  return (((pendingSignals ?? 0n) | (sharedPendingSignals ?? 0n)) & SIGKILL_BIT) !== 0n;
}

function namespacePids(value: string | undefined): readonly number[] {
  const words = value?.split(/\s+/) ?? [];
  return words.filter((word) => /^\d{1,10}$/.test(word)).map(Number);
}

function present<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  const part: { [P in K]?: V } = {};
  if (value !== undefined) part[key] = value;
  return part;
}
