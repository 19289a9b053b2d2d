import type { Diagnosis } from '../../model/diagnosis.ts';

/** One look at a host that is watched. */
export interface Look {
  readonly atMs: number;
  readonly diagnosis: Diagnosis;
  /** Daemons that did not answer, or were left alone because they had not. */
  readonly silent: readonly string[];
}
