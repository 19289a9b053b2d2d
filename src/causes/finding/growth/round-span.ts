const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Up to this long → in steps of so much. */
const STEPS = [
  [2 * MINUTE, 10 * SECOND],
  [10 * MINUTE, MINUTE],
  [2 * HOUR, 5 * MINUTE],
  [12 * HOUR, 30 * MINUTE],
  [2 * DAY, HOUR],
  [10 * DAY, 6 * HOUR],
] as const;

/** A time span as coarse as a forecast is; milliseconds. */
export function roundSpan(ms: number, to: 'down' | 'up'): number {
  const step = STEPS.find(([most]) => ms <= most)?.[1] ?? DAY;
  return (to === 'down' ? Math.floor(ms / step) : Math.ceil(ms / step)) * step;
}
