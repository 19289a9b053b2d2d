import type { Diagnosis } from '../../model/diagnosis.ts';

/** One look at a host that is watched. */
export interface Look {
  readonly atMs: number;
  readonly diagnosis: Diagnosis;
  /** When its books were made: at the last look that read all sources. Those of different moments do not balance. */
  readonly booksAtMs: number;
  /** Daemons that did not answer, or were left alone because they had not. */
  readonly silent: readonly string[];
}
