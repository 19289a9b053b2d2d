/** The goroutines that each finding is about, as groups of a profile: by its signature, its locks, or its connections. */
import type { Cause } from '../../model/cause.ts';
import type { Finding } from '../../model/diagnosis.ts';
import type { GoroutineGroup, GoroutineProfile } from '../../model/goroutine.ts';
import type { ContendedLock } from '../../model/lock.ts';
import { findApiCall, servesHttp } from '../facts/api-call.ts';
import { ONE_IS_ENOUGH } from '../facts/connection-use.ts';
import type { LockedDaemon } from '../detect/detect-locks.ts';
import type { Facts } from '../facts/facts.ts';
import type { LockedCause } from '../locks/locked-cause.ts';
import type { SignatureMatch } from '../match/match-signature.ts';
import { sightCause } from '../match/sighting.ts';

/** So many goroutines of these groups. */
export interface ClaimPart {
  readonly groups: readonly GoroutineGroup[];
  readonly count: number;
}

/** What a cause is about; the first part has one goroutine for each occurrence. */
export interface Claim {
  readonly cause: string;
  readonly parts: readonly ClaimPart[];
}

/** The claims that findings have on a daemon's goroutines; those without any are left out. */
export function findClaims(
  facts: Facts,
  causes: readonly Cause[],
  findings: readonly Finding[],
  locked: readonly LockedDaemon[],
  profile: GoroutineProfile,
): readonly Claim[] {
  return findings.flatMap((finding) => {
    const cause = causes.find(({ id }) => id === finding.cause);
    if (cause === undefined || cause.daemon !== profile.daemon) return [];
    const byLocks = locked
      .filter(({ graph }) => graph.daemon === profile.daemon)
      .flatMap(({ found }) => found.filter((one) => one.cause.id === cause.id));
    const parts =
      byLocks.length > 0
        ? byLocks.flatMap(lockParts)
        : finding.clients.length > 0
          ? connectionParts(profile, finding.counts.sockets ?? 0)
          : signatureParts(facts, cause);
    return parts.length === 0 ? [] : [{ cause: cause.id, parts }];
  });
}

function signatureParts(facts: Facts, cause: Cause): readonly ClaimPart[] {
  const sighting = sightCause(facts, cause);
  const matches: readonly (SignatureMatch | undefined)[] =
    sighting === undefined ? [] : [sighting.primary, sighting.pair, sighting.also];
  return matches.flatMap((match) =>
    match === undefined ? [] : [{ groups: match.groups, count: match.count }],
  );
}

function lockParts({ locks, tells }: LockedCause): readonly ClaimPart[] {
  const waiters = locks.flatMap((lock) =>
    lock.waiters.map(({ group, count }) => ({ groups: [group], count })),
  );
  const holders = locks.flatMap(holderPart);
  return tells === 'holder' ? holders : tells === 'waiters' ? waiters : [...waiters, ...holders];
}

/** One goroutine has the lock, whatever others stand where it does. */
function holderPart({ holder }: ContendedLock): readonly ClaimPart[] {
  return holder === undefined ? [] : [{ groups: [holder.group], count: 1 }];
}

/** Connections that nobody uses; net/http reads most of them in a goroutine more, to see the client go. */
function connectionParts({ groups }: GoroutineProfile, sockets: number): readonly ClaimPart[] {
  const unused = groups.filter(({ frames }) => {
    if (!servesHttp(frames)) return false;
    const call = findApiCall(frames);
    return call === undefined ? frames.some(isIdle) : ONE_IS_ENOUGH.has(call);
  });
  const watching = groups.filter(({ frames }) =>
    frames.some((frame) => frame.function === 'net/http.(*connReader).backgroundRead'),
  );
  const busy = unused.filter(({ frames }) => !frames.some(isIdle)).reduce((sum, { count }) => sum + count, 0);
  return [
    { groups: unused, count: sockets },
    { groups: watching, count: Math.min(sockets, busy) },
  ];
}

function isIdle(frame: { readonly function: string }): boolean {
  return frame.function === 'net/http.(*conn).readRequest';
}
