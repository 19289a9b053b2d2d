import type { Cause } from '../../model/cause.ts';
import { listed } from '../../wording/phrases.ts';
import type { Facts } from '../facts.ts';
import { matchRole } from '../match-signature.ts';
import { completeProfile } from '../profile.ts';
import { provenLink } from '../links/link.ts';
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
  if (profile.total < STARTED || version === undefined) return undefined;
  if (matchRole(profile, cause, 'missing', version) !== undefined) return undefined;
  if (matchRole(profile, cause, 'needed', version) === undefined) return undefined;
  const names = cause.groups
    .filter(({ role }) => role === 'missing')
    .flatMap(({ leaf, through }) => [leaf ?? through?.[0] ?? []].flat());
  const says = `no goroutine of ${daemonName} in ${listed(names)}`;
  const [largest] = profile.groups;
  return {
    link: provenLink('goroutines', `There is ${says}, which one in good health has.`, [
      largest && {
        file: profile.file,
        ...(largest.firstLine > 0 ? { line: largest.firstLine } : {}),
        quote: `${largest.firstHeader} (${profile.total} goroutines, none of them is it)`,
      },
    ]),
    says,
  };
}
