/**
 * Looks for the goroutines of a known cause in a profile: which groups they are, how many, since when, and for which containers.
 */
import type { ArgumentCondition, Cause, GroupRole, SignatureGroup, VersionRange } from '../../model/cause.ts';
import type {
  ArgumentTally,
  GoroutineGroup,
  GoroutineProfile,
  WaitHistogram,
} from '../../model/goroutine.ts';
import { inRange } from '../../parse/version.ts';
import { testFor } from './function-test.ts';
import { groupsWith } from './profile-index.ts';
import { stackSignature } from './stack-signature.ts';

/** What one group of a signature found in one profile. */
export interface SignatureMatch {
  readonly signature: SignatureGroup;
  readonly profile: GoroutineProfile;
  readonly count: number;
  /** Largest first. */
  readonly groups: readonly GoroutineGroup[];
  readonly waits: WaitHistogram;
  /** `*Container` pointer → its goroutines; empty where the profile does not print arguments. */
  readonly containers: ReadonlyMap<string, ArgumentTally>;
  /** `met`: every condition on arguments holds; `open`: the profile or the version does not let us see. */
  readonly conditions: 'met' | 'open';
}

/**
 * Finds the goroutines of one signature group, but for those that are taken; undefined when there are none. `version` is the
 * daemon's, if known.
 */
export function matchSignature(
  profile: GoroutineProfile,
  signature: SignatureGroup,
  version?: string,
  taken: ReadonlySet<GoroutineGroup> = new Set(),
): SignatureMatch | undefined {
  if (!mayApply(signature.versions, version)) return undefined;
  const { fits } = stackSignature(signature);
  const candidates = groupsWith(profile, signature.leaf ?? signature.through?.[0] ?? []);
  const groups = candidates.filter((group) => !taken.has(group) && fits(group));
  if (groups.length === 0) return undefined;
  const checked = groups.map((group) => ({
    group,
    count: countMeeting(group, signature.where ?? [], version),
  }));
  const open = checked.some(({ count }) => count === undefined);
  const kept = checked
    .map(({ group, count }) => ({ group, count: count ?? (signature.whereMatters ? 0 : group.count) }))
    .filter(({ count }) => count > 0);
  if (kept.length === 0) return undefined;
  return {
    signature,
    profile,
    count: kept.reduce((sum, { count }) => sum + count, 0),
    groups: kept.map(({ group }) => group),
    waits: mergeWaits(kept.map(({ group }) => group.waits)),
    containers: containerTallies(
      signature,
      kept.map(({ group }) => group),
      version,
    ),
    conditions: open && signature.whereMatters !== true ? 'open' : 'met',
  };
}

/**
 * The goroutines of all groups of a cause that have one role, as one match; a goroutine that several describe counts once.
 * `others`: groups that other causes have. Undefined when there are none.
 */
export function matchRole(
  profile: GoroutineProfile,
  cause: Cause,
  role: GroupRole,
  version?: string,
  others: ReadonlySet<GoroutineGroup> = new Set(),
): SignatureMatch | undefined {
  const taken = new Set(others);
  const matches: SignatureMatch[] = [];
  for (const signature of cause.groups.filter((group) => group.role === role)) {
    const match = matchSignature(profile, signature, version, taken);
    for (const group of match?.groups ?? []) taken.add(group);
    if (match !== undefined) matches.push(match);
  }
  const [first, ...more] = matches;
  return first && more.reduce(joinMatches, first);
}

function joinMatches(one: SignatureMatch, other: SignatureMatch): SignatureMatch {
  const groups = [...one.groups, ...other.groups].sort((a, b) => b.count - a.count);
  return {
    ...one,
    count: one.count + other.count,
    groups,
    waits: mergeWaits([one.waits, other.waits]),
    containers: joinTallies([...one.containers, ...other.containers]),
    conditions: one.conditions === 'met' && other.conditions === 'met' ? 'met' : 'open',
  };
}

/** Adds histograms of waiting minutes. */
export function mergeWaits(histograms: readonly WaitHistogram[]): WaitHistogram {
  const merged = new Map<number, number>();
  for (const histogram of histograms)
    for (const [minutes, count] of histogram) merged.set(minutes, (merged.get(minutes) ?? 0) + count);
  return new Map([...merged].sort(([a], [b]) => a - b));
}

/**
 * Goroutines of the group whose arguments are as they must be; undefined when the profile does not print them, or when the
 * version has another argument in that place.
 */
function countMeeting(
  group: GoroutineGroup,
  conditions: readonly ArgumentCondition[],
  version: string | undefined,
): number | undefined {
  let count = group.count;
  for (const condition of conditions) {
    const isMeant = testFor(condition.function);
    const values = group.arguments.find(
      (entry) => entry.index === condition.index && isMeant(entry.function),
    )?.values;
    if (values === undefined || values.size === 0) return undefined;
    const words = [...values].map(([word, tally]) => ({ value: signedWord(word), count: tally.count }));
    // Without a version the values themselves tell: where numbers stand, it is the argument that is meant, not a pointer.
    const fits =
      applies(condition.versions, version) ||
      (version === undefined && words.every(({ value }) => isNumber(value)));
    if (!fits) return undefined;
    const meeting = words.filter(({ value }) => isMet(condition, value));
    count = Math.min(
      count,
      meeting.reduce((sum, one) => sum + one.count, 0),
    );
  }
  return count;
}

/** Addresses are larger. */
const LARGEST_MEANT = 2n ** 31n;

function isMet({ equals, atLeast }: ArgumentCondition, value: bigint | undefined): boolean {
  if (value === undefined) return false;
  if (equals !== undefined && value !== BigInt(equals)) return false;
  return atLeast === undefined || (value >= BigInt(atLeast) && value < LARGEST_MEANT);
}

/** Small enough to be no address. */
function isNumber(value: bigint | undefined): boolean {
  return value !== undefined && value >= -0x10000n && value <= 0x10000n;
}

function containerTallies(
  signature: SignatureGroup,
  groups: readonly GoroutineGroup[],
  version: string | undefined,
): ReadonlyMap<string, ArgumentTally> {
  const wanted = (signature.container ?? [])
    .filter((argument) => applies(argument.versions, version))
    .map((argument) => ({ index: argument.index, isMeant: testFor(argument.function) }));
  return joinTallies(
    groups.flatMap((group) => [
      ...(group.arguments.find((entry) =>
        wanted.some(({ index, isMeant }) => entry.index === index && isMeant(entry.function)),
      )?.values ?? []),
    ]),
  );
}

/** Adds the tallies of the same pointer. */
function joinTallies(
  entries: readonly (readonly [string, ArgumentTally])[],
): ReadonlyMap<string, ArgumentTally> {
  const tallies = new Map<string, ArgumentTally>();
  for (const [pointer, tally] of entries) {
    const before = tallies.get(pointer);
    tallies.set(
      pointer,
      before === undefined
        ? tally
        : {
            count: before.count + tally.count,
            waits: mergeWaits([before.waits, tally.waits]),
            firstLine: Math.min(before.firstLine, tally.firstLine),
          },
    );
  }
  return tallies;
}

/** A range excludes only a version that is known and outside. */
export function mayApply(range: VersionRange | undefined, version: string | undefined): boolean {
  return range === undefined || version === undefined || inRange(version, range) !== false;
}

/** A range that asks nothing applies always; one that asks applies only to a version that is known and inside. */
function applies(range: VersionRange | undefined, version: string | undefined): boolean {
  if (range === undefined) return true;
  return version !== undefined && inRange(version, range) === true;
}

function signedWord(word: string): bigint | undefined {
  return /^0x[0-9a-f]{1,16}$/.test(word) ? BigInt.asIntN(64, BigInt(word)) : undefined;
}
