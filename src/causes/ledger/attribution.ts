/**
 * Which goroutine belongs to which cause: every one to at most one, so that the books of a daemon with several causes add up.
 * What is claimed by few goes first: a cause that describes some of the goroutines of another one keeps them. What is no fault
 * gets what is left.
 */
import type { Cause } from '../../model/cause.ts';
import type { Finding } from '../../model/diagnosis.ts';
import type { GoroutineGroup, GoroutineProfile } from '../../model/goroutine.ts';
import { servesHttp } from '../facts/api-call.ts';
import type { LockedDaemon } from '../detect/detect-locks.ts';
import type { Facts } from '../facts/facts.ts';
import { faultlessCauses } from '../facts/faultless.ts';
import { completeProfile } from '../facts/profile.ts';
import { findClaims, type Claim } from './claims.ts';
import { findCompanions } from './companions.ts';

/** What one cause has of a daemon's goroutines. */
export interface Share {
  readonly cause: string;
  readonly goroutines: number;
  /** Of them, those that serve an HTTP connection: each holds one. */
  readonly connections: number;
}

export interface Attribution {
  readonly daemon: string;
  readonly profile: GoroutineProfile;
  /** Most goroutines first. */
  readonly shares: readonly Share[];
  /** Goroutines that no cause has, by group; groups of which nothing is left are not in it. */
  readonly left: ReadonlyMap<GoroutineGroup, number>;
}

/** Divides the goroutines of every daemon that has a profile among the findings; pure. */
export function attributeGoroutines(
  facts: Facts,
  causes: readonly Cause[],
  findings: readonly Finding[],
  locked: readonly LockedDaemon[],
): readonly Attribution[] {
  const daemons = [...new Set(facts.snapshot.goroutines.map(({ daemon }) => daemon))].sort();
  const faultless = faultlessCauses(causes);
  return daemons.flatMap((daemon) => {
    const profile = completeProfile(facts.snapshot, daemon);
    return profile === undefined
      ? []
      : [divide(daemon, profile, findClaims(facts, causes, findings, locked, profile), faultless)];
  });
}

/** Findings of what is no fault, most of whose goroutines turned out to be another cause's. */
export function findOvertaken(
  causes: readonly Cause[],
  findings: readonly Finding[],
  attributions: readonly Attribution[],
): readonly Finding[] {
  const faultless = faultlessCauses(causes);
  const shares = attributions.flatMap((attribution) => attribution.shares);
  return findings.filter(({ cause, counts }) => {
    const share = shares.find((one) => one.cause === cause);
    return faultless.has(cause) && share !== undefined && 2 * share.goroutines < (counts.goroutines ?? 0);
  });
}

function divide(
  daemon: string,
  profile: GoroutineProfile,
  claims: readonly Claim[],
  faultless: ReadonlySet<string>,
): Attribution {
  const left = new Map(profile.groups.map((group) => [group, group.count]));
  const take = (group: GoroutineGroup, wanted: number): number => {
    const had = left.get(group) ?? 0;
    const taken = Math.min(had, wanted);
    if (taken === had) left.delete(group);
    else left.set(group, had - taken);
    return taken;
  };
  const sizeOf = ({ parts }: Claim): number => parts.reduce((sum, { count }) => sum + count, 0);
  const shares = [...claims]
    .sort(
      (a, b) =>
        Number(faultless.has(a.cause)) - Number(faultless.has(b.cause)) ||
        sizeOf(a) - sizeOf(b) ||
        (a.cause < b.cause ? -1 : 1),
    )
    .map((claim) => ({ claim, share: takeShare(claim, take) }));
  // What goes with a cause is looked for when all have taken their own.
  for (const { claim, share } of shares)
    for (const group of findCompanions(claim, left)) share.goroutines += take(group, group.count);
  return {
    daemon,
    profile,
    left,
    shares: shares
      .map(({ share }) => share)
      .sort((a, b) => b.goroutines - a.goroutines || (a.cause < b.cause ? -1 : 1)),
  };
}

function takeShare(
  { cause, parts }: Claim,
  take: (group: GoroutineGroup, wanted: number) => number,
): { cause: string; goroutines: number; connections: number } {
  const share = { cause, goroutines: 0, connections: 0 };
  for (const { groups, count } of parts) {
    let wanted = count;
    for (const group of groups) {
      const taken = take(group, wanted);
      wanted -= taken;
      share.goroutines += taken;
      if (servesHttp(group.frames)) share.connections += taken;
    }
  }
  return share;
}
