import type { Cause } from '../../../model/cause.ts';
import type { CauseFit } from '../../../model/dump-fits.ts';
import type { GoroutineProfile } from '../../../model/goroutine.ts';
import { isAffected } from '../../finding/links/version.ts';
import { countMissing } from '../../detect/signs/missing-sign.ts';

/** A cause that is known by goroutines which are not there; undefined when they are, or the dump is not whole. */
export function fitMissing(
  profile: GoroutineProfile,
  cause: Cause,
  version: string | undefined,
): CauseFit | undefined {
  if (profile.truncated || profile.ungrouped !== undefined) return undefined;
  const missing = countMissing(profile, cause, version);
  const affected = isAffected(cause, version);
  if (missing === undefined || affected === false) return undefined;
  const { there, wanted } = missing;
  const [group] = cause.groups.filter(({ role }) => role === 'missing');
  const place = [group?.leaf ?? group?.through?.[0] ?? '?'].flat().at(-1) ?? '?';
  return {
    cause,
    goroutines: there,
    place,
    states: { kind: 'sign-missing', daemon: profile.daemon, functions: [place], there, wanted },
    ...(affected === true ? { affected } : {}),
    confidence: 'likely',
    because: [],
  };
}
