import type { GoroutineProfile } from '../../model/goroutine.ts';

/** A full dump that has fewer goroutines than this share of what the daemon declared does not stand for the whole. */
const COMPLETE_SHARE = 0.98;
/** Goroutines that come and go between two questions; deadwait's own requests are among them. */
const PASSING = 20;

/** What the daemon itself says that it has, in the head of one of its profiles. */
export function declaredTotal(profiles: readonly GoroutineProfile[]): number | undefined {
  return profiles.find((profile) => profile.declaredTotal !== undefined)?.declaredTotal;
}

/** Of the profiles of one daemon those that stand for all its goroutines. */
export function completeProfiles(profiles: readonly GoroutineProfile[]): readonly GoroutineProfile[] {
  const declared = declaredTotal(profiles) ?? 0;
  const least = Math.min(declared * COMPLETE_SHARE, declared - PASSING);
  return profiles.filter(({ truncated, total }) => !truncated && total >= least);
}
