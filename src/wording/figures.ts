/** Numbers as people read them. Everything here returns plain text without colour. */

/** `1571`: without separators, so that it can be searched and pasted. */
export function formatCount(count: number): string {
  return String(count);
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `98566144` → `94 MiB`; one decimal below ten. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const rounded = unit > 0 && Math.abs(value) < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return `${formatCount(rounded)} ${UNITS[unit] ?? 'B'}`;
}

const SPANS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** Seconds as their two largest units: `4d3h`, `1m20s`, `0s`; years when there are many. */
export function formatDuration(seconds: number): string {
  let left = Math.max(0, Math.round(seconds));
  if (left >= 2 * 365 * 86_400) return `${formatCount(Math.round(left / (365 * 86_400)))} years`;
  const parts: string[] = [];
  for (const [unit, size] of SPANS) {
    const whole = Math.floor(left / size);
    if (whole > 0 || (unit === 's' && parts.length === 0)) parts.push(`${whole}${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
    left -= whole * size;
  }
  return parts.join('');
}

/** An ISO time as `2026-11-24 02:08:59 UTC`; as it is when it is none. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `part` of `whole` in percent: `3%`, `<1%`. */
export function formatShare(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  return percent > 0 && percent < 1 ? '<1%' : `${formatCount(Math.round(percent))}%`;
}
