import type { Cause } from '../../../model/cause.ts';
import type { NearMiss } from '../../../model/dump-fits.ts';
import type { GoroutineGroup, GoroutineProfile } from '../../../model/goroutine.ts';
import type { MissStatement } from '../../../model/statements/misses.ts';
import { isAffected } from '../../finding/links/version.ts';
import { groupsWith } from '../profile-index.ts';
import { stackSignature } from '../stack-signature.ts';
import { placeOf } from './place-of.ts';

/** What is missing may be so much; more is another matter. */
const MOST_MISSES = 2;
const LEAST_LIKENESS = 0.6;

/** The group of goroutines that comes nearest to one of the cause's primaries; undefined when none comes near. */
export function nearestMiss(
  profile: GoroutineProfile,
  cause: Cause,
  version: string | undefined,
): NearMiss | undefined {
  let best: { group: GoroutineGroup; missing: readonly MissStatement[]; likeness: number } | undefined;
  for (const signature of cause.groups.filter(({ role }) => role === 'primary')) {
    const { compare } = stackSignature(signature);
    const functions = [signature.leaf ?? [], ...(signature.through ?? [])].flat();
    for (const group of groupsWith(profile, functions)) {
      const { misses, likeness } = compare(group);
      if (misses.length === 0 || misses.length > MOST_MISSES || likeness < LEAST_LIKENESS) continue;
      if (best !== undefined && (best.missing.length < misses.length || best.likeness > likeness)) continue;
      best = { group, missing: misses, likeness };
    }
  }
  if (best === undefined) return undefined;
  const isUnaffected = version !== undefined && isAffected(cause, version) === false;
  return {
    cause,
    goroutines: best.group.count,
    place: placeOf(best.group),
    missing: [...best.missing, ...(isUnaffected ? [{ kind: 'not-affected' as const, version }] : [])],
  };
}
