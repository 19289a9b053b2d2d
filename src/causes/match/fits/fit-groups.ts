import type { Cause } from '../../../model/cause.ts';
import type { CauseFit, NearMiss } from '../../../model/dump-fits.ts';
import type { GoroutineGroup, GoroutineProfile } from '../../../model/goroutine.ts';
import type { MissStatement } from '../../../model/statements/misses.ts';
import { isAffected } from '../../finding/links/version.ts';
import { matchRole, type SignatureMatch } from '../match-signature.ts';
import { findRefutation } from '../../detect/refutation.ts';
import { isSuspicious } from '../suspicion.ts';
import { placeOf } from './place-of.ts';

/** What is known of where a dump is from. */
export interface DumpOrigin {
  readonly daemon?: string;
  readonly version?: string;
}

/** A cause held against a dump by its goroutines: a fit, or what is missing; undefined when they are not there. */
export function fitGroups(
  profile: GoroutineProfile,
  cause: Cause,
  { daemon, version }: DumpOrigin,
): CauseFit | NearMiss | undefined {
  const primary = matchRole(profile, cause, 'primary', version);
  const [largest] = primary?.groups ?? [];
  if (primary === undefined || largest === undefined) return undefined;
  if (daemon === undefined && !primary.groups.some(isOfContainers)) return undefined;
  const place = placeOf(largest);
  const affected = isAffected(cause, version);
  const missing: MissStatement[] = [
    ...(affected === false && version !== undefined ? [{ kind: 'not-affected' as const, version }] : []),
    ...missingNeeded(profile, cause, version),
    ...missingWeight(profile, cause, primary),
    ...[findRefutation(undefined, cause, { primary }) ?? []]
      .flat()
      .map((says) => ({ kind: 'refuted' as const, says })),
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
    confidence: isCertain(cause, primary) ? 'likely' : 'possible',
    because: [],
  };
}

/** A library is in many programs; only the stack of a container daemon is one of these causes. */
function isOfContainers({ frames, createdBy }: GoroutineGroup): boolean {
  return [...frames, ...(createdBy === undefined ? [] : [createdBy])].some(({ function: name }) =>
    /(?:^|\/)(?:docker|moby|containerd|cri-o|opencontainers|k8s\.io)\/|^(?:daemon|container|oci|kubelet|libcontainer)\.\(/.test(
      name,
    ),
  );
}

/** The profile shows all by which this is told from ordinary work. */
function isCertain(cause: Cause, primary: SignatureMatch): boolean {
  if (cause.kind === 'lookalike' || cause.atMost === 'info' || primary.conditions === 'open') return false;
  // Whether a helper hangs or is gone, its parent's goroutines do not tell.
  if (cause.shows?.processes !== undefined) return false;
  return isSuspicious(cause, primary, { containerCount: 0 });
}

function missingNeeded(
  profile: GoroutineProfile,
  cause: Cause,
  version: string | undefined,
): readonly MissStatement[] {
  return cause.groups
    .filter(({ role }) => role === 'needed')
    .filter((group) => matchRole(profile, { ...cause, groups: [group] }, 'needed', version) === undefined)
    .map(({ leaf, through, states }) => ({
      kind: 'no-goroutine' as const,
      functions: [leaf ?? through?.[0] ?? '?'].flat(),
      states: states ?? [],
    }));
}

/** What keeps a match from being more than ordinary work. A profile that tells no waits cannot show their age, nor a dump clients. */
function missingWeight(
  profile: GoroutineProfile,
  cause: Cause,
  primary: SignatureMatch,
): readonly MissStatement[] {
  const shown = profile.format === 'debug2' ? cause.suspicion : withoutAges(profile, cause, primary);
  const facts = { containerCount: 0, goneClients: primary.count };
  if (isSuspicious({ ...cause, suspicion: shown }, primary, facts)) return [];
  return [{ kind: 'ordinary-too', wanted: cause.suspicion }];
}

/** Of a whole daemon, not of stacks that were picked because they hang, so many are no ordinary work. */
const MANY_IN_WHOLE = 10;

/**
 * What a profile without waits can show: numbers. Where arguments matter that it does not print, nothing less will do, and of a
 * whole daemon one goroutine may be at work, but for deadlocks, whose other half is there as well.
 */
function withoutAges(
  profile: GoroutineProfile,
  { suspicion, groups }: Cause,
  { conditions }: SignatureMatch,
): Cause['suspicion'] {
  const least = isWhole(profile) && !groups.some(({ role }) => role === 'needed') ? MANY_IN_WHOLE : 1;
  const shown = suspicion.map(({ olderThanMinutes, perContainer, ...rest }) => ({
    ...rest,
    ...(olderThanMinutes === undefined && perContainer === undefined
      ? {}
      : { count: Math.max(rest.count ?? 1, least) }),
  }));
  return conditions === 'open'
    ? suspicion.filter((one) => Object.keys(one).every((key) => key === 'count'))
    : shown;
}

/** It has what every program has that waits for signals, and more than anyone picks. */
function isWhole({ groups, total }: GoroutineProfile): boolean {
  return (
    total >= 20 && groups.some(({ frames }) => frames.some(({ function: name }) => name === 'os/signal.loop'))
  );
}
