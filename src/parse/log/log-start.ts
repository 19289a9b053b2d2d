/**
 * Finds the place in a log from which on its lines are not older than a given time, without reading what stands before: lines
 * come in the order of their times, so half of what is left is ruled out by each look.
 */
import { readLogLine } from './log-line.ts';
import type { LogClock } from './log-time.ts';

/** Since when a log counts: a time, or so long before its last line. Milliseconds (since 1970 UTC). */
export type LogSince = { readonly atMs: number } | { readonly beforeEndMs: number };

/** Reads bytes at `position` into `into`; resolves to how many, 0 at the end. */
export type ReadLogAt = (into: Uint8Array, position: number) => Promise<number>;

const LINE_FEED = 10;
const LOOK_BYTES = 64 * 1024;

/** The time that is meant; undefined when no line near the end of the log has a time: it cannot be found there. */
export async function resolveSince(
  readAt: ReadLogAt,
  bytes: number,
  since: LogSince,
  clock: LogClock,
): Promise<number | undefined> {
  const lastAtMs = lastTime(await look(readAt, Math.max(0, bytes - LOOK_BYTES)), clock);
  if (lastAtMs === undefined) return undefined;
  return 'atMs' in since ? since.atMs : lastAtMs - since.beforeEndMs;
}

/** A position before the first line that is not older than `sinceMs`, at most some 64 KiB before it. */
export async function findLogStart(
  readAt: ReadLogAt,
  bytes: number,
  sinceMs: number,
  clock: LogClock,
): Promise<number> {
  let before = 0;
  let behind = bytes;
  while (behind - before > LOOK_BYTES) {
    const middle = Math.floor((before + behind) / 2);
    const block = await look(readAt, middle);
    const atMs = firstTime(block.subarray(block.indexOf(LINE_FEED) + 1), clock);
    // Where no line has a time, it is looked for further up: what is read in vain is left out later.
    if (atMs !== undefined && atMs < sinceMs) before = middle;
    else behind = middle;
  }
  return before;
}

/** The same log without its beginning: from the first line on that is not older than `sinceMs`. */
export async function* linesSince(
  chunks: AsyncIterable<Uint8Array>,
  sinceMs: number,
  clock: LogClock,
): AsyncGenerator<Uint8Array> {
  let begun = false;
  let open: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (begun) {
      yield chunk;
      continue;
    }
    const bytes = Buffer.concat([open, chunk]);
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    const start = findLine(bytes.subarray(0, end), sinceMs, clock);
    begun = start !== undefined;
    if (start !== undefined) yield bytes.subarray(start);
    else open = Buffer.from(bytes.subarray(Math.max(end, bytes.length - LOOK_BYTES)));
  }
  if (!begun && (readLogLine(open.toString('utf8').trimEnd(), clock).atMs ?? -Infinity) >= sinceMs)
    yield open;
}

/** Where the first line begins that is not older; undefined when there is none in these lines. */
function findLine(lines: Buffer, sinceMs: number, clock: LogClock): number | undefined {
  if ((lastTime(lines.subarray(-LOOK_BYTES), clock) ?? Infinity) < sinceMs) return undefined;
  for (let start = 0; start < lines.length;) {
    const end = lines.indexOf(LINE_FEED, start) + 1 || lines.length;
    const { atMs } = readLogLine(
      lines.toString('utf8', start, Math.min(end, start + LOOK_BYTES)).trimEnd(),
      clock,
    );
    if (atMs !== undefined && atMs >= sinceMs) return start;
    start = end;
  }
  return undefined;
}

function firstTime(lines: Buffer, clock: LogClock): number | undefined {
  return timeIn(lines.toString('utf8').split('\n').slice(0, -1), clock);
}

function lastTime(lines: Buffer, clock: LogClock): number | undefined {
  return timeIn(lines.toString('utf8').split('\n').reverse(), clock);
}

function timeIn(lines: readonly string[], clock: LogClock): number | undefined {
  for (const line of lines) {
    const { atMs } = readLogLine(line.trimEnd(), clock);
    if (atMs !== undefined) return atMs;
  }
  return undefined;
}

async function look(readAt: ReadLogAt, position: number): Promise<Buffer> {
  const block = Buffer.alloc(LOOK_BYTES);
  return block.subarray(0, await readAt(block, position));
}
