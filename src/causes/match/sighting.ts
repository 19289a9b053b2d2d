/** Looks for the goroutines of a cause, and says whether they are more than the daemon's ordinary work. */
import type { Cause } from '../../model/cause.ts';
import { versionOf, type Facts } from '../facts/facts.ts';
import { hasEnded } from '../facts/container-state.ts';
import { countGoneClients } from '../facts/gone-clients.ts';
import { isAffected } from '../finding/links/version.ts';
import { countLogged } from '../facts/logged-occurrences.ts';
import { matchRole, type SignatureMatch } from './match-signature.ts';
import { completeProfile, tornDump } from '../facts/profile.ts';
import { isSuspicious } from './suspicion.ts';

/** The goroutines of a cause in one daemon. */
export interface Sighting {
  readonly daemonName: string;
  readonly primary: SignatureMatch;
  readonly pair?: SignatureMatch;
  readonly also?: SignatureMatch;
  /** Clients that are certainly gone; absent where that is unknown. */
  readonly goneClients?: number;
}

/**
 * The goroutines of a cause with a signature; undefined when it is not there, or is ordinary work. `known`: another profile of the
 * host has shown that it is there, and it is not judged again.
 */
export function sightCause(facts: Facts, cause: Cause, known = false): Sighting | undefined {
  const daemonName = cause.daemon;
  if (daemonName === undefined || !cause.groups.some(({ role }) => role === 'primary')) return undefined;
  // A look-alike is for people who hold a dump against it, unless its file asks for a line in the report.
  if (cause.kind === 'lookalike' && cause.atMost === undefined) return undefined;
  const profile = completeProfile(facts.snapshot, daemonName);
  const version = versionOf(facts, daemonName);
  if (profile === undefined || isAffected(cause, version) === false) return undefined;

  const torn = tornDump(facts.snapshot, daemonName);
  const match = (role: 'primary' | 'pair' | 'also'): SignatureMatch | undefined => {
    const found = matchRole(profile, cause, role, version);
    const detail = found && torn && matchRole(torn, cause, role, version);
    return found && detail ? { ...found, waits: detail.waits, conditions: detail.conditions } : found;
  };
  const primary = match('primary');
  if (primary === undefined) return undefined;
  const needed = cause.groups.filter(({ role }) => role === 'needed');
  if (
    !known &&
    needed.some((group) => matchRole(profile, { ...cause, groups: [group] }, 'needed', version) === undefined)
  )
    return undefined;
  const goneClients = countGoneClients(facts, daemonName, primary);
  const gone = goneClients === undefined ? {} : { goneClients };
  const told = { containerCount: facts.containers.size, ...gone, logged: countTold(facts, cause) };
  if (!known && !isSuspicious(cause, primary, told)) return undefined;
  const pair = shareOfPairs(match('pair'), primary.count);
  const also = match('also');
  return {
    daemonName,
    primary,
    ...(pair === undefined ? {} : { pair }),
    ...(also === undefined ? {} : { also }),
    ...gone,
  };
}

/** Lines that count for the cause, about containers that have not ended; 0 where no suspicion asks for them. */
function countTold(facts: Facts, cause: Cause): number {
  if (cause.suspicion.every(({ logged }) => logged === undefined)) return 0;
  return [...countLogged(facts, cause).byContainer]
    .filter(([id]) => !hasEnded(facts.containers.get(id)))
    .reduce((sum, [, counts]) => sum + Math.max(0, ...counts), 0);
}

/** Others wait in the same place (docker wait, attach): a cause takes no more of the pairs than it has goroutines. */
function shareOfPairs(pair: SignatureMatch | undefined, primaries: number): SignatureMatch | undefined {
  return pair && { ...pair, count: Math.min(pair.count, primaries) };
}
