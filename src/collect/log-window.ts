import { HostError } from '../system/host-error.ts';
import type { Host } from '../host/host.ts';
import { readFileAt, readFileFrom } from '../host/plain-file.ts';
import type { LogFile } from '../model/log.ts';
import { findLogStart, linesSince, resolveSince } from '../parse/log/log-start.ts';
import type { LogSince } from '../parse/log/log-start.ts';
import type { LogClock } from '../parse/log/log-time.ts';

const DEADLINE_MS = 10_000;
const NO_TIME = 'no line near its end has a time that can be read; leave out --since';

/**
 * A log from a given time on. Where it lies in a plain file, what stands before is not read; else it is read and left out, and
 * a time that counts from the end of the log counts from the capture. Rejects with HostError.
 */
export async function* openLogSince(
  host: Host,
  path: string,
  since: LogSince,
  clock: LogClock,
): AsyncGenerator<Uint8Array> {
  const file = await host.openFile?.(path);
  if (file === undefined) {
    const sinceMs = 'atMs' in since ? since.atMs : (clock.capturedAtMs ?? Number.NaN) - since.beforeEndMs;
    const chunks = await host.open(path);
    yield* Number.isNaN(sinceMs) ? chunks : linesSince(chunks, sinceMs, clock);
    return;
  }
  try {
    const readAt = (into: Uint8Array, position: number): Promise<number> =>
      readFileAt(file, path, into, position, DEADLINE_MS);
    const sinceMs = await resolveSince(readAt, file.bytes, since, clock);
    if (sinceMs === undefined) throw new HostError(path, 'unsupported', `${path}: ${NO_TIME}`);
    const start = await findLogStart(readAt, file.bytes, sinceMs, clock);
    yield* linesSince(readFileFrom(file, path, start, DEADLINE_MS), sinceMs, clock);
  } finally {
    await file.close();
  }
}

/** Lines cannot be numbered where the beginning of the log was not read. */
export function withoutLineNumbers(log: LogFile): LogFile {
  return {
    ...log,
    tallies: log.tallies.map(({ first, last, ...tally }) => ({
      ...tally,
      first: { file: first.file, quote: first.quote },
      last: { file: last.file, quote: last.quote },
    })),
  };
}
