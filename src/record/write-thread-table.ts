/**
 * Threads in the form of `ps -eLo pid,tid,ppid,stat,wchan:40,start_time,etimes,comm,args`, which parse/proc/ps-table.ts reads
 * back. The time of day at which a thread began is not known here and not read there; control characters become `?`, as ps does.
 */
import type { Thread } from '../model/process.ts';

const COMM_WIDTH = 15;
const ROWS_PER_CHUNK = 2_000;

/** The table as text, some thousand rows a chunk. */
export async function* writeThreadTable(threads: readonly Thread[]): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let start = 0; start < threads.length; start += ROWS_PER_CHUNK)
    yield encoder.encode(
      threads
        .slice(start, start + ROWS_PER_CHUNK)
        .map(writeRow)
        .join(''),
    );
}

function writeRow(thread: Thread): string {
  const numbers = [thread.pid, thread.tid, thread.parentPid]
    .map((number) => String(number).padStart(5))
    .join(' ');
  const wchan = (thread.wchan ?? '-').padEnd(40);
  const elapsed = String(thread.elapsedSeconds ?? '-').padStart(7);
  const comm = printable(thread.comm).slice(0, COMM_WIDTH).padEnd(COMM_WIDTH);
  return `${numbers} ${thread.state.padEnd(4)} ${wchan} ${'-'.padStart(5)} ${elapsed} ${comm} ${printable(thread.args)}\n`;
}

function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, '?');
}
