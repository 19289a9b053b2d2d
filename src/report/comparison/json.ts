import type { Comparison } from '../../model/comparison.ts';

/** The comparison as `deadwait/comparison/v1`: absent where unknown; the same two exhibits give the same bytes. */
export function renderComparisonJson(comparison: Comparison): string {
  return `${JSON.stringify(comparison, undefined, 2)}\n`;
}
