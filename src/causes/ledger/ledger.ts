/**
 * Which goroutine belongs to which cause: each to exactly one. Counts, cross-checks, page colours and histories all read it. A
 * cause that claims few goroutines takes them before one that claims many: it is the more specific one. A look-alike takes what
 * is left.
 */
import type { GoroutineGroup, GoroutineProfile } from '../../model/goroutine.ts';
import { servesHttp } from '../facts/api-call.ts';
import type { Claim, ClaimPart, ClaimRole } from './claims.ts';
import { findCompanions } from './companions.ts';

/** Part of a share: goroutines of one group, in one role. */
export interface LedgerEntry {
  readonly role: ClaimRole;
  readonly group: GoroutineGroup;
  readonly count: number;
}

/** What one cause has of a daemon's goroutines. */
export interface Share {
  readonly cause: string;
  readonly goroutines: number;
  /** Goroutines of the share that serve an HTTP connection: each holds one. */
  readonly connections: number;
  readonly entries: readonly LedgerEntry[];
}

/** The goroutines of one daemon, divided. The shares and what is left add up to the profile. */
export interface Ledger {
  readonly daemon: string;
  readonly profile: GoroutineProfile;
  /** Most goroutines first; a cause whose claim went to others has a share of 0. */
  readonly shares: readonly Share[];
  /** Goroutines of no cause, by group; groups of which nothing is left are not in it. */
  readonly left: ReadonlyMap<GoroutineGroup, number>;
}

/** Divides a profile among claims; pure. `faultless`: causes (ids) that are no fault. */
export function keepLedger(
  profile: GoroutineProfile,
  claims: readonly Claim[],
  faultless: ReadonlySet<string>,
): Ledger {
  const left = new Map(profile.groups.map((group) => [group, group.count]));
  const order = [...claims].sort(
    (a, b) =>
      Number(faultless.has(a.cause)) - Number(faultless.has(b.cause)) ||
      sizeOf(a) - sizeOf(b) ||
      Number(a.isGeneral ?? false) - Number(b.isGeneral ?? false) ||
      (a.cause < b.cause ? -1 : 1),
  );
  const taken = order.map((claim) => ({ claim, entries: takeParts(claim.parts, left) }));
  // What goes with a cause is looked for when all have taken their own.
  const shares = taken.map(({ claim, entries }) => {
    const more = findCompanions(claim.parts[0], entries, left).map(({ group, count }): ClaimPart => ({
      role: roleOf(claim, group),
      groups: [group],
      count,
    }));
    return shareOf(claim.cause, [...entries, ...takeParts(more, left)]);
  });
  return {
    daemon: profile.daemon,
    profile,
    left,
    shares: shares.sort((a, b) => b.goroutines - a.goroutines || (a.cause < b.cause ? -1 : 1)),
  };
}

/** The ledger with one more cause, which takes goroutines that no other has. */
export function enterCause(ledger: Ledger, { cause, parts }: Claim): Ledger {
  const left = new Map(ledger.left);
  const share = shareOf(cause, takeParts(parts, left));
  return { ...ledger, left, shares: [...ledger.shares, share] };
}

/** The share of a cause; undefined when it claims no goroutines. */
export function findShare(ledgers: readonly Ledger[], cause: string): Share | undefined {
  for (const { shares } of ledgers) {
    const share = shares.find((one) => one.cause === cause);
    if (share !== undefined) return share;
  }
  return undefined;
}

/** Goroutines of a share in some roles, by group, largest first. */
export function entriesOf(share: Share, ...roles: readonly ClaimRole[]): readonly LedgerEntry[] {
  return share.entries.filter(({ role }) => roles.includes(role)).sort((a, b) => b.count - a.count);
}

/** How many goroutines of a share have one of some roles. */
export function countRole(share: Share, ...roles: readonly ClaimRole[]): number {
  return share.entries.reduce((sum, { role, count }) => (roles.includes(role) ? sum + count : sum), 0);
}

function sizeOf({ parts }: Claim): number {
  return parts.reduce((sum, { count }) => sum + count, 0);
}

/** A group that stands where the claimed helpers stand is more of them. */
function roleOf({ parts }: Claim, group: GoroutineGroup): ClaimRole {
  return parts.find(({ role, groups }) => role === 'pair' && groups.includes(group))?.role ?? 'companion';
}

function takeParts(parts: readonly ClaimPart[], left: Map<GoroutineGroup, number>): readonly LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (const { role, groups, count } of parts) {
    let wanted = count;
    for (const group of groups) {
      const had = left.get(group) ?? 0;
      const taken = Math.min(had, wanted);
      if (taken === 0) continue;
      wanted -= taken;
      if (taken === had) left.delete(group);
      else left.set(group, had - taken);
      entries.push({ role, group, count: taken });
    }
  }
  return entries;
}

function shareOf(cause: string, entries: readonly LedgerEntry[]): Share {
  let goroutines = 0;
  let connections = 0;
  for (const { group, count } of entries) {
    goroutines += count;
    if (servesHttp(group.frames)) connections += count;
  }
  return { cause, goroutines, connections, entries };
}
