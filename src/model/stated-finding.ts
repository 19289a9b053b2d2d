import type { ChainLink, Finding, FindingRemedy } from './diagnosis.ts';
import type { Statement } from './statement.ts';

/** A link of the chain before it is put into words. */
export interface StatedLink extends Omit<ChainLink, 'says'> {
  readonly states: readonly Statement[];
}

/** A remedy before it is put into words: sentences are those of a knowledge file, or statements. */
export interface StatedRemedy extends Omit<FindingRemedy, 'says' | 'risk'> {
  readonly says: string | Statement;
  readonly risk: string | Statement;
  /** What this host adds to `says`. */
  readonly notes?: readonly Statement[];
}

/** A finding before it is put into words. */
export interface StatedFinding extends Omit<Finding, 'summary' | 'chain' | 'remedies'> {
  readonly summary: readonly Statement[];
  readonly chain: readonly StatedLink[];
  readonly remedies: readonly StatedRemedy[];
}
