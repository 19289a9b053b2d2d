import type { Cause } from '../../model/cause.ts';
import type { GoroutineProfile } from '../../model/goroutine.ts';
import type { Facts } from '../facts/facts.ts';
import { faultlessCauses } from '../facts/faultless.ts';
import { completeProfile } from '../facts/profile.ts';
import { lockClaim, signatureClaim, type Claim } from '../ledger/claims.ts';
import { keepLedger, type Ledger, type Share } from '../ledger/ledger.ts';
import { sightCause, type Sighting } from '../match/sighting.ts';
import { findLockedDaemons, type LockedDaemon } from './detect-locks.ts';
import { findRefutation } from './refutation.ts';
import { detectors } from './detectors/index.ts';

/** Every cause held against every profile, once, and the goroutines divided among those that are there. */
export interface Seen {
  /** By cause (id). */
  readonly sightings: ReadonlyMap<string, Sighting>;
  readonly locked: readonly LockedDaemon[];
  /** One for each daemon that has a profile, by name. */
  readonly ledgers: readonly Ledger[];
}

/**
 * Holds the causes against the goroutines of a host; pure. `known`: the causes are known to be there, and are not judged again: for
 * another profile of a host that was diagnosed.
 */
export function seeCauses(facts: Facts, causes: readonly Cause[], known = false): Seen {
  const locked = findLockedDaemons(facts, causes, known);
  const byLocks = new Set(locked.flatMap(({ found }) => found.map(({ cause }) => cause.id)));
  const sightings = new Map<string, Sighting>();
  for (const cause of causes) {
    // What waits and what holds tell more of a lock than the stack of its holder alone.
    const sighting = byLocks.has(cause.id) ? undefined : sightCause(facts, cause, known);
    const refuted = sighting !== undefined && !known && findRefutation(facts, cause, sighting) !== undefined;
    if (sighting !== undefined && !refuted) sightings.set(cause.id, sighting);
  }
  const faultless = faultlessCauses(causes);
  const keep = (): readonly Ledger[] =>
    profilesOf(facts).map((profile) =>
      keepLedger(profile, findClaims(facts, causes, profile, sightings, locked), faultless),
    );
  let ledgers = keep();
  const overtaken = ledgers.flatMap(({ shares }) =>
    shares.filter((share) => isOvertaken(share, sightings, faultless)),
  );
  if (overtaken.length > 0) {
    for (const { cause } of overtaken) sightings.delete(cause);
    ledgers = keep();
  }
  return { sightings, locked, ledgers };
}

function profilesOf({ snapshot }: Facts): readonly GoroutineProfile[] {
  const daemons = [...new Set(snapshot.goroutines.map(({ daemon }) => daemon))].sort();
  return daemons.flatMap((daemon) => completeProfile(snapshot, daemon) ?? []);
}

function findClaims(
  facts: Facts,
  causes: readonly Cause[],
  profile: GoroutineProfile,
  sightings: Seen['sightings'],
  locked: readonly LockedDaemon[],
): readonly Claim[] {
  const signatures = [...sightings].filter(([, { daemonName }]) => daemonName === profile.daemon);
  const locks = locked.filter(({ graph }) => graph.daemon === profile.daemon);
  const detected = detectors.flatMap((detector) => {
    const cause = causes.find(({ id }) => id === detector.cause);
    const parts = cause?.daemon === profile.daemon ? (detector.claim?.(facts, cause, profile) ?? []) : [];
    return parts.length === 0 ? [] : [{ cause: detector.cause, parts }];
  });
  return [
    ...signatures.map(([id, sighting]) => signatureClaim(id, sighting)),
    ...locks.flatMap(({ found }) => found.map(lockClaim)),
    ...detected,
  ];
}

/** Of what is no fault, most goroutines turned out to be another cause's. */
function isOvertaken(
  { cause, goroutines }: Share,
  sightings: Seen['sightings'],
  faultless: ReadonlySet<string>,
): boolean {
  const sighting = sightings.get(cause);
  if (sighting === undefined || !faultless.has(cause)) return false;
  const { primary, pair, also } = sighting;
  return 2 * goroutines < primary.count + (pair?.count ?? 0) + (also?.count ?? 0);
}
