import type { Cause } from '../../model/cause.ts';
import type { Finding } from '../../model/diagnosis.ts';
import type { Facts } from '../facts/facts.ts';

/**
 * Looks for one cause that data alone cannot describe. Named as the file and the cause: `container-cannot-die`. Returns at most
 * one finding; undefined when the cause is not there. `found` holds the findings of the causes that run before it.
 */
export interface Detector {
  readonly cause: string;
  /** Causes are looked for in ascending order; signatures of knowledge files come first, as 0. */
  readonly order: number;
  detect(facts: Facts, cause: Cause, found: readonly Finding[]): Finding | undefined;
}
