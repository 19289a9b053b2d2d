import type { Cause } from '../../model/cause.ts';
import type { StatedFinding } from '../../model/stated-finding.ts';
import { detectSignature } from './detect-signature.ts';
import type { Seen } from './see-causes.ts';
import { detectSigns } from './detect-signs.ts';
import type { Facts } from '../facts/facts.ts';

/** Looks for a cause that data describes, by its goroutines or else by its other signs; undefined when it is not there. */
export function detectCause(facts: Facts, cause: Cause, seen: Seen): StatedFinding | undefined {
  return detectSignature(facts, cause, seen) ?? detectSigns(facts, cause);
}
