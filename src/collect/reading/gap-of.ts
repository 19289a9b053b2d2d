import { HostError } from '../../system/host-error.ts';
import type { Gap } from '../../model/gap.ts';
import { ParseError } from '../../parse/parse-error.ts';

/** The gap that a failed reading leaves. Anything but HostError and ParseError is a bug, and is thrown again. */
export function gapOf(source: string, error: unknown): Gap {
  if (error instanceof HostError) return { source, reason: error.reason, detail: error.message };
  if (error instanceof ParseError) {
    return {
      source,
      reason: 'malformed',
      detail: `${source} cannot be read as what it should be: ${error.message}`,
    };
  }
  throw error;
}

/** What a reading gives, or undefined when it fails; the gap is then added to `gaps`. */
export async function orGap<T>(source: string, gaps: Gap[], reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    gaps.push(gapOf(source, error));
    return undefined;
  }
}

/** Gaps in an order that does not depend on which reading ended first. */
export function sortGaps(gaps: readonly Gap[]): readonly Gap[] {
  const key = (gap: Gap): string => `${gap.source}\n${gap.reason}\n${gap.detail}`;
  return [...gaps].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
