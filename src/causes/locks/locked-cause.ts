import type { Cause } from '../../model/cause.ts';
import type { Confidence } from '../../model/diagnosis.ts';
import type { ContendedLock } from '../../model/lock.ts';

/** A cause that was found, with the locks by which it is there. */
export interface LockedCause {
  readonly cause: Cause;
  readonly locks: readonly ContendedLock[];
  readonly confidence: Confidence;
  /** Causes that say how its locks come to be held. */
  readonly because: readonly string[];
  /**
   * `whole`: waiters and holder; `holder`: it explains another finding, which tells of the waiters; `waiters`: some of those that
   * another finding tells of, which explains it.
   */
  readonly tells: 'whole' | 'holder' | 'waiters';
}
