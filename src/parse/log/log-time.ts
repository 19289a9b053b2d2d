/**
 * Times as logs write them: RFC 3339 (time.RFC3339Nano in Go, `journalctl -o short-iso`, rsyslog) and month-and-day stamps
 * that leave the year out (klog `Lmmdd`, syslog `Mmm dd`).
 *
 *     2020-11-20T11:07:01.187468949+08:00
 *     2026-11-24T02:07:41,577989+0000
 *
 * Go writes `+08:00` or `Z`, systemd before 255 `+0800`, util-linux (dmesg) a comma before the fraction.
 */

/** What is known about the time of a log from elsewhere. */
export interface LogClock {
  /** When the log was read, in milliseconds since 1970 UTC; stamps without a year lie before it. */
  readonly capturedAtMs?: number;
  /** When the kernel started, in milliseconds since 1970 UTC; the kernel's own stamps count from it. */
  readonly bootAtMs?: number;
}

/** A time, and whether its text said in which zone. */
export interface Stamp {
  /** Milliseconds since 1970 UTC, rounded down; without a zone the text is taken as UTC. */
  readonly atMs: number;
  readonly zoned: boolean;
}

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:(Z)|([+-])(\d\d):?(\d\d))?$/;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The time that an RFC 3339 text says; undefined when it is no such text or no such day. */
export function parseRfc3339(text: string): Stamp | undefined {
  const [whole, year, month, day, hour, minute, second, fraction, zulu, sign, zoneHour, zoneMinute] =
    RFC3339.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const localMs = utcMs(
    Number(year),
    Number(month),
    Number(day),
    `${hour}:${minute}:${second}.${fraction ?? '0'}`,
  );
  if (localMs === undefined) return undefined;
  const offsetMs = sign === undefined ? 0 : (Number(zoneHour) + Number(zoneMinute) / 60) * HOUR_MS;
  return {
    atMs: sign === '-' ? localMs + offsetMs : localMs - offsetMs,
    zoned: zulu !== undefined || sign !== undefined,
  };
}

/**
 * A day and a time without a year, taken as UTC: the last such moment that is not more than a day after the capture (zones
 * and clocks differ). Undefined when the capture's time is not known, or there is no such day. `time` is `hh:mm:ss[.ffffff]`.
 */
export function yearlessMs(month: number, day: number, time: string, clock: LogClock): number | undefined {
  if (clock.capturedAtMs === undefined) return undefined;
  const latestMs = clock.capturedAtMs + DAY_MS;
  const thisYear = new Date(latestMs).getUTCFullYear();
  for (let year = thisYear; year > thisYear - 5; year--) {
    const atMs = utcMs(year, month, day, time);
    if (atMs !== undefined && atMs <= latestMs) return atMs;
  }
  return undefined;
}

/** 9999-12-31T23:59:59.999Z. */
const LAST_MOMENT_MS = 253_402_300_799_999;

/** A number that a log gives as milliseconds since 1970, in whole ones; undefined where no calendar has such a moment. */
export function momentOf(ms: number): number | undefined {
  return ms >= 0 && ms <= LAST_MOMENT_MS ? Math.floor(ms) : undefined;
}

/** Milliseconds since 1970 of a day and a time (`hh:mm:ss[.ffffff]`) in UTC; undefined when there is no such moment. */
export function utcMs(year: number, month: number, day: number, time: string): number | undefined {
  const hour = Number(time.slice(0, 2));
  const minute = Number(time.slice(3, 5));
  const second = Number(time.slice(6, 8));
  const millisecond = Number(time.slice(9, 12).padEnd(3, '0'));
  if (!(hour < 24 && minute < 60 && second <= 60)) return undefined;
  const midnightMs = Date.UTC(year, month - 1, day);
  const midnight = new Date(midnightMs);
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  const atMs = midnightMs + hour * HOUR_MS + minute * 60_000 + second * 1_000 + millisecond;
  return Number.isNaN(atMs) ? undefined : atMs;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** 1 to 12 for the English abbreviation of a month; undefined for any other word: a localised name is not guessed. */
export function monthNumber(name: string): number | undefined {
  const index = MONTHS.indexOf(name);
  return index < 0 ? undefined : index + 1;
}
