import type { Gap } from '../../model/gap.ts';

/**
 * The same gap of many things as one gap with a count. `family` names them together (`docker/inspect-*.json`), `asked`
 * is how many were tried.
 */
export function groupGaps(gaps: readonly Gap[], family: string, asked: number): readonly Gap[] {
  const byReason = new Map<Gap['reason'], Gap[]>();
  for (const gap of gaps) {
    const same = byReason.get(gap.reason);
    if (same === undefined) byReason.set(gap.reason, [gap]);
    else same.push(gap);
  }
  return [...byReason].flatMap(([reason, all]) => {
    const [first] = all.sort((a, b) => (a.source < b.source ? -1 : 1));
    if (first === undefined) return [];
    if (all.length === 1) return first;
    return {
      source: family,
      reason,
      detail: `${all.length} of ${asked} could not be read; the first: ${first.detail}`,
    };
  });
}
