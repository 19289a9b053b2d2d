import type { Finding } from '../../model/diagnosis.ts';

/** How certain a finding is, and which of its claims were not checked against the sources: `likely, unverified: holds`. */
export function describeConfidence({
  confidence,
  unverified,
}: Pick<Finding, 'confidence' | 'unverified'>): string {
  return unverified === undefined ? confidence : `${confidence}, unverified: ${unverified.join(', ')}`;
}
