import type { Cause } from '../../../model/cause.ts';
import type { GoroutineProfile } from '../../../model/goroutine.ts';
import type { Facts } from '../../facts/facts.ts';
import { matchRole } from '../../match/match-signature.ts';
import { completeProfile } from '../../facts/profile.ts';
import { provenLink } from '../../finding/links/link.ts';
import type { SignSeen } from './sign-seen.ts';

/** A daemon that has started has more goroutines than this. */
const STARTED = 20;

/**
 * Goroutines that a daemon in good health has, and this one has not; undefined where all are there, or the
 * dump is not whole: it has to have those that are `needed`.
 */
export function seeMissingSign(facts: Facts, cause: Cause, daemonName: string): SignSeen | undefined {
  const profile = completeProfile(facts.snapshot, daemonName);
  const version = facts.daemons.get(daemonName)?.version;
  if (profile === undefined || profile.truncated || profile.ungrouped !== undefined) return undefined;
  const seen = countMissing(profile, cause, version);
  if (seen === undefined) return undefined;
  const states = {
    kind: 'sign-missing' as const,
    daemon: daemonName,
    functions: cause.groups
      .filter(({ role }) => role === 'missing')
      .flatMap(({ leaf, through }) => [leaf ?? through?.[0] ?? []].flat()),
    ...seen,
  };
  const [largest] = profile.groups;
  return {
    link: provenLink('goroutines', states, [
      largest && {
        file: profile.file,
        ...(largest.firstLine > 0 ? { line: largest.firstLine } : {}),
        quote: `${largest.firstHeader} (${profile.total} goroutines, ${seen.there === 0 ? 'none' : seen.there} of them is it)`,
      },
    ]),
    states,
  };
}

/**
 * How many there are of those that a cause misses, and how many there should be; undefined where they are all there, or where
 * they may have another name: without a version, one of them has to be seen.
 */
export function countMissing(
  profile: GoroutineProfile,
  cause: Cause,
  version: string | undefined,
): { readonly there: number; readonly wanted: number } | undefined {
  const wanted = Math.max(
    ...cause.groups.filter(({ role }) => role === 'missing').map(({ atLeast = 1 }) => atLeast),
  );
  const there = matchRole(profile, cause, 'missing', version)?.count ?? 0;
  if (profile.total < STARTED || there >= wanted || (there === 0 && version === undefined)) return undefined;
  const whole = cause.groups
    .filter(({ role }) => role === 'needed')
    .every((group) => matchRole(profile, { ...cause, groups: [group] }, 'needed', version) !== undefined);
  return whole ? { there, wanted } : undefined;
}
