import type { LogTally } from '../../model/log.ts';

/** Whether the last line of one message is later than that of another: by their times, else by their lines in one log. */
export function isAfter(one: LogTally, other: LogTally): boolean {
  if (one.lastAtMs !== undefined && other.lastAtMs !== undefined) return one.lastAtMs >= other.lastAtMs;
  return one.last.file === other.last.file && (one.last.line ?? 0) > (other.last.line ?? 0);
}
