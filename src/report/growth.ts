import type { Counts, Growth } from '../model/diagnosis.ts';
import { formatBytes, formatCount, formatDuration, formatTime } from '../wording/figures.ts';

/** When the leak began, its rate, and when it ends in the limit, as one sentence each; unknown parts are left out. */
export function describeGrowth(growth: Growth, capturedAt: string | undefined): string[] {
  const says: string[] = [];
  const source = growth.from === 'waits' ? 'the wait times in the goroutine dump' : 'the logs';
  if (growth.beganAt !== undefined) {
    const before = secondsBetween(growth.beganAt, capturedAt);
    says.push(
      `Began ${formatTime(growth.beganAt)}${before === undefined ? '' : `, ${formatDuration(before)} before the capture`}.`,
    );
  }
  if (growth.perHour !== undefined) {
    says.push(`Grows by ${formatCount(roundRate(growth.perHour))} an hour, by ${source}.`);
  }
  if (growth.limitReachedAt !== undefined) {
    const left = secondsBetween(capturedAt, growth.limitReachedAt);
    const limit =
      growth.limit === undefined ? 'The limit' : `The limit of ${formatCount(growth.limit)} descriptors`;
    const within =
      left === undefined ? '' : left <= 0 ? ', which has passed' : `, in ${formatDuration(left)}`;
    says.push(`${limit} is reached ${formatTime(growth.limitReachedAt)}${within}.`);
  }
  return says;
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
