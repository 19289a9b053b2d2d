/**
 * Which causes fit a goroutine dump, without a host around it: those whose goroutines are there, and those of which nearly
 * everything is, with what is missing.
 */
import type { Cause } from '../../model/cause.ts';
import type { CauseFit, DumpFits, NearMiss } from '../../model/dump-fits.ts';
import type { GoroutineProfile } from '../../model/goroutine.ts';
import { fitGroups, type DumpOrigin } from './fits/fit-groups.ts';
import { fitLocks } from './fits/fit-locks.ts';
import { fitMissing } from './fits/fit-missing.ts';
import { linkFits } from './fits/link-fits.ts';
import { nearestMiss } from './fits/near-miss.ts';
import { guessDaemon } from '../facts/guess-daemon.ts';
import { listUnverified, mostLikely } from '../finding/mark-unverified.ts';
import { guessVersion } from '../facts/guess-version.ts';

/**
 * Holds every cause against a dump. `daemon` and `version` say what it is from, where that is known; else the dump may tell:
 * the daemon by its functions, the version by the paths of its build.
 */
export function fitDump(
  profile: GoroutineProfile,
  causes: readonly Cause[],
  known: DumpOrigin = {},
): DumpFits {
  const daemon = known.daemon ?? guessDaemon(profile);
  const version = known.version ?? (daemon === undefined ? undefined : guessVersion(profile, daemon));
  const origin: DumpOrigin = {
    ...(daemon === undefined ? {} : { daemon }),
    ...(version === undefined ? {} : { version }),
  };
  const asked = causes.filter((cause) => daemon === undefined || cause.daemon === daemon);
  const fits: CauseFit[] = daemon === undefined ? [] : [...fitLocks(profile, causes, daemon, version)];
  const near: NearMiss[] = [];
  const locked = new Set(fits.map(({ cause }) => cause.id));
  for (const cause of asked.filter(({ id }) => !locked.has(id))) {
    if (!cause.groups.some(({ role }) => role === 'primary')) {
      if (daemon !== undefined && cause.groups.some(({ role }) => role === 'missing'))
        fits.push(...[fitMissing(profile, cause, version) ?? []].flat());
      continue;
    }
    const fit = fitGroups(profile, cause, origin) ?? nearestMiss(profile, cause, version);
    if (fit !== undefined && 'missing' in fit) near.push(fit);
    else if (fit !== undefined) fits.push(fit);
  }
  const shown = linkFits(fits.map(noMoreThanKnown), profile);
  const faults = shown.filter(({ cause }) => cause.kind !== 'lookalike');
  const tell = faults.length > 0 ? faults : shown;
  const isOfOne = daemon !== undefined || new Set(tell.map(({ cause }) => cause.daemon)).size < 2;
  if (!isOfOne) near.push(...shown.map(asNearMiss));
  return {
    ...(daemon === undefined ? {} : { daemon }),
    ...(version === undefined ? {} : { version }),
    fits: isOfOne ? shown : [],
    near: near.sort(
      (a, b) =>
        a.missing.length - b.missing.length ||
        b.goroutines - a.goroutines ||
        (a.cause.id < b.cause.id ? -1 : 1),
    ),
  };
}

/** A fit is no more certain than what is known of its cause. */
function noMoreThanKnown(fit: CauseFit): CauseFit {
  const { unverified } = fit.cause;
  return unverified === undefined
    ? fit
    : { ...fit, confidence: mostLikely(fit.confidence), unverified: listUnverified(unverified) };
}

/** Several programs have such goroutines, and nothing tells which of them this is. */
function asNearMiss({ cause, goroutines, place }: CauseFit): NearMiss {
  return {
    cause,
    goroutines,
    place,
    missing: [{ kind: 'other-program', daemon: cause.daemon ?? cause.component }],
  };
}
