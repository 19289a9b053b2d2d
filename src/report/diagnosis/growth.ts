import type { Counts, Forecast, Growth, NoForecast } from '../../model/diagnosis.ts';
import { formatBytes, formatCount, formatDuration, formatTime } from '../../wording/figures.ts';

const NO_FORECAST: Readonly<Record<NoForecast, string>> = {
  'at-limit': 'it is reached',
  'few-intervals': 'fewer than three intervals were seen',
  quiet: 'none has come for longer than any interval before, so the growth may have ended',
  irregular: 'the intervals differ too much',
  far: 'it is too far away for the time that was seen',
  coarse: 'the waits in the dump are short, and each may be off by three minutes',
  'log-ends': 'the log ends before the capture',
  'some-ended': 'the logs have more of them than wait now, so some have ended or are of an earlier process',
  'lines-missing': 'the logs have fewer of them than wait now',
};

/** Seconds. */
const SHORTEST_FOR_HOURS = 600;

/** When the leak started, its rate, and when it meets the limit, as one sentence each; unknown parts are left out. */
export function describeGrowth(growth: Growth, capturedAt: string | undefined): string[] {
  const { beganAt, window, perHour, notGrowing } = growth;
  const source = growth.source === 'waits' ? 'the waits in the dump, ±3m' : 'logs';
  const says: string[] = [];
  if (beganAt !== undefined) {
    const before = secondsBetween(beganAt, capturedAt);
    const ago = before === undefined ? '' : `, ${formatDuration(before)} before the capture`;
    says.push(`Started ${formatTime(beganAt)}${ago}.`);
  }
  if (window !== undefined && perHour !== undefined)
    says.push(
      `Rate over the last ${describeWindow(window)}: ${describeRate(window, perHour)}, source: ${source}.`,
    );
  if (notGrowing !== undefined) {
    const { since, longestPauseSeconds: pause } = notGrowing;
    const before =
      pause === undefined ? '' : ` It paused before for up to ${formatDuration(pause)}, and resumed.`;
    says.push(
      `No new one since ${formatTime(since)}: not growing now, source: ${source}.${before}`,
      'Whether the caller tries again is not known, so there is no forecast.',
    );
  }
  return [...says, ...describeForecast(growth, capturedAt)];
}

/** `10m`: how long the window is over which the rate was read. */
export function describeWindow({ from, to }: NonNullable<Growth['window']>): string {
  return formatDuration(roundTo2Digits(secondsBetween(from, to) ?? 0));
}

/** What came in seconds is not told by the hour. */
function describeRate({ from, to, count }: NonNullable<Growth['window']>, perHour: number): string {
  return (secondsBetween(from, to) ?? 0) < SHORTEST_FOR_HOURS
    ? `${formatCount(count)} new`
    : `${formatCount(roundRate(perHour))} an hour`;
}

/** `between 40m and 2h`, `within 10m`, `not before 40m`; from the capture on. */
export function describeRange({ basis, low, high }: Forecast, capturedAt: string): string {
  const least = secondsBetween(capturedAt, low) ?? 0;
  const most = secondsBetween(capturedAt, high);
  if (basis === 'slowing' || most === undefined) return `not before ${formatDuration(least)}`;
  return least <= 0
    ? `within ${formatDuration(most)}`
    : `between ${formatDuration(least)} and ${formatDuration(most)}`;
}

function describeForecast({ limit, forecast, noForecast }: Growth, capturedAt: string | undefined): string[] {
  const what = `the limit of ${formatCount(limit ?? 0)} file descriptors`;
  if (limit === undefined) return [];
  if (noForecast !== undefined) return [`No forecast for ${what}: ${NO_FORECAST[noForecast]}.`];
  if (forecast === undefined || capturedAt === undefined) return [];
  const range = describeRange(forecast, capturedAt);
  return forecast.basis === 'slowing'
    ? [`The intervals grow: ${what} is reached ${range} after the capture.`]
    : [`At this rate ${what} is reached ${range} after the capture.`];
}

/** `3 000 goroutines · 1 500 sockets · 59 MiB`; empty when nothing is known. */
export function describeCounts({ goroutines, sockets, fds, bytes }: Counts): string {
  const parts: string[] = [];
  if (goroutines !== undefined) parts.push(`${formatCount(goroutines)} goroutines`);
  if (sockets !== undefined) parts.push(`${formatCount(sockets)} sockets`);
  if (fds !== undefined && fds !== sockets) parts.push(`${formatCount(fds)} descriptors`);
  if (bytes !== undefined) parts.push(formatBytes(bytes));
  return parts.join(' · ');
}

function secondsBetween(from: string | undefined, to: string | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined;
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}

function roundRate(perHour: number): number {
  return perHour < 10 ? Math.round(perHour * 10) / 10 : Math.round(perHour);
}

function roundTo2Digits(value: number): number {
  return Number(value.toPrecision(2));
}
