import type { Figure, Growth } from '../work.ts';

/** One point of a growth: the fastest run at this size. */
export function pointOf(size: number, { bestSeconds, peakBytes }: Figure): Growth['points'][number] {
  return { size, seconds: bestSeconds, ...(peakBytes === undefined ? {} : { peakBytes }) };
}
