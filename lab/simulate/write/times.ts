/** Times as the programs print them. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const SECOND = 1000;
const DAY_SECONDS = 86_400;

/** Go's RFC3339Nano: no zeros at the end. Below a millisecond nothing is known. */
export function goTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.?0{0,3}Z$/, 'Z');
}

/** Go's Duration in whole seconds: `30s`, `1m30s`. */
export function goDuration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const rest = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}

/** How long ago, as `docker ps` says it (docker/go-units HumanDuration). */
export function humanDuration(ms: number): string {
  const seconds = Math.floor(ms / SECOND);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.round(seconds / 3600);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(hours / 24 / 365)} years`;
}

/** ps start_time: `02:07` within a day, `Sep19` before, then the year. */
export function startTime(startedAtMs: number, nowMs: number): string {
  const at = new Date(startedAtMs);
  const ageSeconds = (nowMs - startedAtMs) / SECOND;
  if (ageSeconds < DAY_SECONDS) return at.toISOString().slice(11, 16);
  if (ageSeconds < 365 * DAY_SECONDS) return `${monthOf(at)}${String(at.getUTCDate()).padStart(2, '0')}`;
  return String(at.getUTCFullYear());
}

export function monthOf(at: Date): string {
  return MONTHS[at.getUTCMonth()] ?? 'Jan';
}
