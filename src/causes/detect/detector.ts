import type { Cause } from '../../model/cause.ts';
import type { GoroutineProfile } from '../../model/goroutine.ts';
import type { StatedFinding } from '../../model/stated-finding.ts';
import type { ClaimPart } from '../ledger/claims.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Facts } from '../facts/facts.ts';

/**
 * Looks for one cause that data alone cannot describe. Named as the file and the cause: `container-cannot-die`. Returns at most
 * one finding; undefined when the cause is not there. `found` holds the findings of the causes that run before it; `ledgers` what
 * goroutines each cause has.
 */
export interface Detector {
  readonly cause: string;
  /** Causes are looked for in ascending order; signatures of knowledge files come first, as 0. */
  readonly order: number;
  /** The goroutines of a daemon that the cause has; absent for one that has none. */
  claim?(facts: Facts, cause: Cause, profile: GoroutineProfile): readonly ClaimPart[];
  detect(
    facts: Facts,
    cause: Cause,
    found: readonly StatedFinding[],
    ledgers: readonly Ledger[],
  ): StatedFinding | undefined;
}
