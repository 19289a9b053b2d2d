import type { Comparison } from '../../model/comparison.ts';
import type { ReportHeap, ReportProfile } from './report-data.ts';

/**
 * All that the page draws of two recordings, as one plain object: the contract `deadwait/comparison-report/v1`. It is bounded as a
 * report is: profiles by theirs, and the stacks of the rows by their characters.
 */
export interface ComparisonReport {
  readonly schema: 'deadwait/comparison-report/v1';
  /** Version of the deadwait that made it. */
  readonly version: string;
  readonly comparison: Comparison;
  /** One for each daemon of which both recordings have one. */
  readonly profiles: readonly ProfileChange<ReportProfile>[];
  readonly heaps: readonly ProfileChange<ReportHeap>[];
}

/** A profile then and now: the two that the comparison holds against each other. */
export interface ProfileChange<Profile> {
  readonly daemon: string;
  /** Both recordings say that the daemon is of the same version, and so a function stands in the same line. */
  readonly sameVersion: boolean;
  readonly before: Profile;
  readonly after: Profile;
}
