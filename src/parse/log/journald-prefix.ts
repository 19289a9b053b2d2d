/**
 * What journald and syslog put in front of a daemon's own line.
 * Source: systemd v257 src/shared/logs-show.c:output_short, output_json; rsyslog's RSYSLOG_TraditionalFileFormat and RSYSLOG_FileFormat.
 *
 *     Nov 20 11:07:01 node-17 dockerd[1788]: time="2020-11-20T11:07:01.187468949+08:00" level=info msg="…"
 *     2020-11-20T11:07:01+0800 node-17 dockerd[1788]: time="2020-11-20T11:07:01.187468949+08:00" level=info msg="…"
 *     {"__REALTIME_TIMESTAMP":"1605841621187468","SYSLOG_IDENTIFIER":"dockerd","_PID":"1788","MESSAGE":"time=…"}
 *
 * `short` has no year and no zone, and its month follows LC_TIME (`nov 08`, `sept. 20`): a month that is not English leaves the
 * time unknown. The pid may be missing. JSON gives MESSAGE as a list of bytes when it is not plain text, and null when too long.
 */
import { momentOf, monthNumber, parseRfc3339, yearlessMs, type LogClock } from './log-time.ts';

/** A line's prefix, taken off. */
export interface JournaldPrefix {
  /** Milliseconds since 1970 UTC; absent when the prefix does not tell it. */
  readonly atMs?: number;
  /** The prefix itself said in which zone its time is. */
  readonly zoned: boolean;
  /** Absent where the prefix has no year. */
  readonly year?: number;
  readonly host?: string;
  /** `dockerd`, `kubelet-wrapper`, `k3s`, … */
  readonly identifier?: string;
  readonly pid?: number;
  /** The daemon's own line. */
  readonly rest: string;
}

const SHORT =
  /^([^\s\d]{2,12}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d(?:\.\d{1,9})?) (\S{1,255}) ([^\s:[\]]{1,64})(?:\[(\d{1,10})\])?: /;
const ISO =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)) (\S{1,255}) ([^\s:[\]]{1,64})(?:\[(\d{1,10})\])?: /;

/** The prefix of a line in one of journalctl's `short` forms or of a syslog file; undefined when it has none. */
export function parseJournaldPrefix(line: string, clock: LogClock): JournaldPrefix | undefined {
  const iso = ISO.exec(line);
  if (iso !== null) {
    const stamp = parseRfc3339(iso[1] ?? '');
    const year = Number((iso[1] ?? '').slice(0, 4));
    const time = stamp === undefined ? { zoned: false } : { atMs: stamp.atMs, zoned: true, year };
    return { ...time, ...sender(iso[2], iso[3], iso[4]), rest: line.slice(iso[0].length) };
  }
  const short = SHORT.exec(line);
  if (short === null) return undefined;
  const month = monthNumber(short[1] ?? '');
  const atMs = month === undefined ? undefined : yearlessMs(month, Number(short[2]), short[3] ?? '', clock);
  const time = atMs === undefined ? {} : { atMs };
  return {
    ...time,
    zoned: false,
    ...sender(short[4], short[5], short[6]),
    rest: line.slice(short[0].length),
  };
}

/** One entry of `journalctl -o json`, parsed already; undefined when it has no message that can be read. */
export function parseJournaldJson(entries: ReadonlyMap<string, unknown>): JournaldPrefix | undefined {
  const rest = messageText(entries.get('MESSAGE'));
  if (rest === undefined) return undefined;
  const microseconds = Number(text(entries.get('__REALTIME_TIMESTAMP')) ?? Number.NaN);
  const atMs = momentOf(microseconds / 1000);
  return {
    ...(atMs === undefined ? { zoned: false } : { atMs, zoned: true }),
    ...sender(
      text(entries.get('_HOSTNAME')),
      text(entries.get('SYSLOG_IDENTIFIER')),
      text(entries.get('_PID')),
    ),
    rest,
  };
}

function messageText(message: unknown): string | undefined {
  if (typeof message === 'string') return message;
  if (!Array.isArray(message)) return undefined;
  const isByte = (value: unknown): value is number =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) < 256;
  return message.every(isByte) ? Buffer.from(message).toString('utf8') : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function sender(
  host?: string,
  identifier?: string,
  pid?: string,
): { host?: string; identifier?: string; pid?: number } {
  return {
    ...(host === undefined ? {} : { host }),
    ...(identifier === undefined ? {} : { identifier }),
    ...(pid === undefined || !/^\d{1,10}$/.test(pid) ? {} : { pid: Number(pid) }),
  };
}
