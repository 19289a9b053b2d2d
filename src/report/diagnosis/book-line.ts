import type { BookEntry } from '../../model/diagnosis.ts';
import { formatCount } from '../../wording/figures.ts';

/**
 * `1 500 gone clients = 1 500 goroutines in Kill`, or `≠` and the difference. What `says` names on both sides of ` = ` (or ` ≈ `,
 * or ` ≥ `) stands behind its figure; without it, the figures follow.
 */
export function describeEntry({ says, left, right, balanced }: BookEntry): string {
  const at = says.search(/ [=≈≥] /);
  const sign = balanced ? (says[at + 1] ?? '=') : '≠';
  const sides =
    at < 0
      ? `${says}: ${formatCount(left)} ${sign} ${formatCount(right)}`
      : `${formatCount(left)} ${says.slice(0, at)} ${sign} ${formatCount(right)} ${says.slice(at + 3)}`;
  return balanced || left === right ? sides : `${sides} (${formatCount(Math.abs(left - right))} apart)`;
}
