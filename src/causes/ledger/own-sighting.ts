import type { Cause } from '../../model/cause.ts';
import { matchRole, type SignatureMatch } from '../match/match-signature.ts';
import type { Sighting } from '../match/sighting.ts';
import type { ClaimRole } from './claims.ts';
import { countRole, entriesOf, type Share } from './ledger.ts';

/** A sighting with those goroutines only that the ledger gives to its cause; undefined when others have all that count. */
export function ownSighting(
  sighting: Sighting,
  share: Share,
  cause: Cause,
  version?: string,
): Sighting | undefined {
  const own = (
    role: 'primary' | 'pair' | 'also',
    match: SignatureMatch | undefined,
  ): SignatureMatch | undefined => match && ownMatch(role, match, share, cause, version);
  const primary = own('primary', sighting.primary);
  if (primary === undefined) return undefined;
  const { pair: anyPair, also: anyAlso, ...rest } = sighting;
  const pair = own('pair', anyPair);
  const also = own('also', anyAlso);
  return {
    ...rest,
    primary,
    ...(pair === undefined ? {} : { pair }),
    ...(also === undefined ? {} : { also }),
  };
}

function ownMatch(
  role: ClaimRole & ('primary' | 'pair' | 'also'),
  match: SignatureMatch,
  share: Share,
  cause: Cause,
  version: string | undefined,
): SignatureMatch | undefined {
  const count = countRole(share, role);
  if (count === 0) return undefined;
  const kept = new Set(entriesOf(share, role).map(({ group }) => group));
  const lost = match.groups.filter((group) => !kept.has(group));
  if (lost.length === 0) return { ...match, count };
  const rest = matchRole(match.profile, cause, role, version, new Set(lost));
  return { ...(rest ?? match), count };
}
