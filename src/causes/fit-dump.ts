/**
 * Which causes fit a goroutine dump, without a host around it: those whose goroutines are there, and those of which nearly
 * everything is, with what is missing.
 */
import type { Cause, SignatureGroup } from '../model/cause.ts';
import type { CauseFit, DumpFits, NearMiss } from '../model/dump-fits.ts';
import type { GoroutineGroup, GoroutineProfile } from '../model/goroutine.ts';
import { detectLocks } from './detect-locks.ts';
import { readFacts, SHIPPED_WITH } from './facts.ts';
import { guessDaemon } from './guess-daemon.ts';
import { isAffected } from './links/version.ts';
import { matchRole, type SignatureMatch } from './match-signature.ts';
import { groupsWith } from './profile-index.ts';
import { stackSignature, waitingFrame } from './stack-signature.ts';
import { describeSuspicion, isSuspicious } from './suspicion.ts';

/** What is missing may be so much; more is another matter. */
const MOST_MISSES = 2;
const LEAST_LIKENESS = 0.6;

/** Holds every cause against a dump. `daemon` and `version` say what it is from, where that is known; else the dump tells the daemon. */
export function fitDump(
  profile: GoroutineProfile,
  causes: readonly Cause[],
  known: { readonly daemon?: string; readonly version?: string } = {},
): DumpFits {
  const daemon = known.daemon ?? guessDaemon(profile);
  const asked = causes.filter(
    (cause) =>
      cause.groups.some(({ role }) => role === 'primary') &&
      (daemon === undefined || cause.daemon === daemon),
  );
  const fits: CauseFit[] = daemon === undefined ? [] : fitLocks(profile, causes, daemon, known.version);
  const near: NearMiss[] = [];
  const locked = new Set(fits.map(({ cause }) => cause.id));
  for (const cause of asked.filter(({ id }) => !locked.has(id))) {
    const fit = fitCause(profile, cause, known.version);
    if (fit === undefined) {
      const miss = nearest(profile, cause, known.version);
      if (miss !== undefined) near.push(miss);
    } else if ('missing' in fit) near.push(fit);
    else fits.push(fit);
  }
  fits.sort((a, b) => b.goroutines - a.goroutines || (a.cause.id < b.cause.id ? -1 : 1));
  const faults = fits.filter(({ cause }) => cause.kind !== 'lookalike');
  return {
    ...(daemon === undefined ? {} : { daemon }),
    ...(known.version === undefined ? {} : { version: known.version }),
    fits: faults.length > 0 ? faults : fits,
    near: near.sort(
      (a, b) =>
        a.missing.length - b.missing.length ||
        b.goroutines - a.goroutines ||
        (a.cause.id < b.cause.id ? -1 : 1),
    ),
  };
}

/** The causes that are known by who waits for which lock, looked for on a host of which nothing is known but the dump. */
function fitLocks(
  profile: GoroutineProfile,
  causes: readonly Cause[],
  daemon: string,
  version: string | undefined,
): CauseFit[] {
  const facts = readFacts({
    host: { live: false },
    daemons: [{ name: SHIPPED_WITH.get(daemon) ?? daemon, ...(version === undefined ? {} : { version }) }],
    containers: [],
    goroutines: [{ ...profile, daemon }],
    heaps: [],
    logs: [],
    gaps: [],
  });
  return detectLocks(facts, causes).flatMap(({ cause: id, counts, summary }) => {
    const cause = causes.find((one) => one.id === id);
    if (cause === undefined) return [];
    const affected = isAffected(cause, version) === true ? { affected: true as const } : {};
    const place = cause.locks?.[0]?.name ?? '';
    return [{ cause, goroutines: counts.goroutines ?? 0, place, says: summary, ...affected }];
  });
}

function fitCause(
  profile: GoroutineProfile,
  cause: Cause,
  version: string | undefined,
): CauseFit | NearMiss | undefined {
  const primary = matchRole(profile, cause, 'primary', version);
  const [largest] = primary?.groups ?? [];
  if (primary === undefined || largest === undefined) return undefined;
  const place = placeOf(largest);
  const affected = isAffected(cause, version);
  const missing = [
    ...(affected === false ? [`${version} does not have this flaw`] : []),
    ...missingNeeded(profile, cause, version),
    ...missingWeight(profile, cause, primary),
  ];
  if (missing.length > 0) return { cause, goroutines: primary.count, place, missing };
  const oldest = Math.max(0, ...primary.waits.keys());
  return {
    cause,
    goroutines: primary.count,
    place,
    ...(largest.state === undefined ? {} : { state: largest.state }),
    ...(oldest === 0 ? {} : { oldestMinutes: oldest }),
    ...(affected === true ? { affected } : {}),
  };
}

function missingNeeded(
  profile: GoroutineProfile,
  cause: Cause,
  version: string | undefined,
): readonly string[] {
  return cause.groups
    .filter(({ role }) => role === 'needed')
    .filter((group) => matchRole(profile, { ...cause, groups: [group] }, 'needed', version) === undefined)
    .map((group) => `there is no goroutine in ${nameOf(group)}${statesOf(group)}`);
}

/** What keeps a match from being more than ordinary work. A profile that tells no waits cannot show their age, nor a dump clients. */
function missingWeight(profile: GoroutineProfile, cause: Cause, primary: SignatureMatch): readonly string[] {
  const shown =
    profile.format === 'debug2'
      ? cause.suspicion
      : cause.suspicion.map(({ olderThanMinutes: _age, perContainer: _each, ...rest }) => rest);
  const facts = { containerCount: 0, goneClients: primary.count };
  if (isSuspicious({ ...cause, suspicion: shown }, primary, facts)) return [];
  const asked = cause.suspicion.map(describeSuspicion);
  return [`ordinary work looks like this too: it would have to be ${asked.join(', or ')}`];
}

/** The group of goroutines that comes nearest to one of the cause's primaries. */
function nearest(profile: GoroutineProfile, cause: Cause, version: string | undefined): NearMiss | undefined {
  let best: { group: GoroutineGroup; missing: readonly string[]; likeness: number } | undefined;
  for (const signature of cause.groups.filter(({ role }) => role === 'primary')) {
    const { compare } = stackSignature(signature);
    const functions = [signature.leaf ?? [], ...(signature.through ?? [])].flat();
    for (const group of groupsWith(profile, functions)) {
      const { misses, likeness } = compare(group);
      if (misses.length === 0 || misses.length > MOST_MISSES || likeness < LEAST_LIKENESS) continue;
      if (best !== undefined && (best.missing.length < misses.length || best.likeness > likeness)) continue;
      best = { group, missing: misses.map(({ says }) => says), likeness };
    }
  }
  if (best === undefined) return undefined;
  const unaffected = isAffected(cause, version) === false ? [`${version} does not have this flaw`] : [];
  return {
    cause,
    goroutines: best.group.count,
    place: placeOf(best.group),
    missing: [...best.missing, ...unaffected],
  };
}

function placeOf(group: GoroutineGroup): string {
  const name = waitingFrame(group)?.function ?? '?';
  const receiver = name.indexOf('(');
  const path = receiver < 0 ? name : name.slice(0, receiver);
  return name.slice(path.lastIndexOf('/') + 1);
}

function nameOf({ leaf, through }: SignatureGroup): string {
  const patterns = leaf ?? through?.[0] ?? '?';
  return typeof patterns === 'string' ? patterns : patterns.join(' or ');
}

function statesOf({ states }: SignatureGroup): string {
  return states === undefined ? '' : ` [${states.join(', ')}]`;
}
