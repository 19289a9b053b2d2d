/** The goroutines that a cause is about, as groups of a profile: by its signature or by its locks. */
import type { GoroutineGroup } from '../../model/goroutine.ts';
import type { ContendedLock } from '../../model/lock.ts';
import type { LockedCause } from '../locks/locked-cause.ts';
import type { SignatureMatch } from '../match/match-signature.ts';
import type { Sighting } from '../match/sighting.ts';

/**
 * What goroutines are to the cause that has them. `primary`: one per occurrence; `pair`, `also`: as in its signature; `waiter`,
 * `holder`: of a lock; `connection`: it serves a connection that the cause keeps open; `companion`: as many and as old as the
 * occurrences; `unexplained`: no known cause has it.
 */
export type ClaimRole =
  'primary' | 'pair' | 'also' | 'waiter' | 'holder' | 'connection' | 'companion' | 'unexplained';

/** So many goroutines of these groups. */
export interface ClaimPart {
  readonly role: ClaimRole;
  readonly groups: readonly GoroutineGroup[];
  readonly count: number;
}

/** What a cause is about; the first part has one goroutine for each occurrence. */
export interface Claim {
  readonly cause: string;
  readonly parts: readonly ClaimPart[];
  /** Of claims of one size: this cause is about everything in a place, others about some of it, which come first. */
  readonly isGeneral?: true;
}

/** The claim of a cause that was found by its signature. */
export function signatureClaim(cause: string, { primary, pair, also }: Sighting): Claim {
  const part = (role: ClaimRole, match: SignatureMatch | undefined): readonly ClaimPart[] =>
    match === undefined ? [] : [{ role, groups: match.groups, count: match.count }];
  return { cause, parts: [...part('primary', primary), ...part('pair', pair), ...part('also', also)] };
}

/** The claim of a cause that was found by its locks. */
export function lockClaim({ cause, locks, tells }: LockedCause): Claim {
  const waiters = locks.flatMap((lock) =>
    lock.waiters.map(({ group, count }): ClaimPart => ({ role: 'waiter', groups: [group], count })),
  );
  const holders = locks.flatMap(holderPart);
  const parts = tells === 'holder' ? holders : tells === 'waiters' ? waiters : [...waiters, ...holders];
  return { cause: cause.id, parts, ...(tells === 'whole' ? { isGeneral: true } : {}) };
}

/** One goroutine has the lock, whatever others stand where it does. */
function holderPart({ holder }: ContendedLock): readonly ClaimPart[] {
  return holder === undefined ? [] : [{ role: 'holder', groups: [holder.group], count: 1 }];
}
