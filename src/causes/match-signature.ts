/**
 * Looks for the goroutines of a known cause in a profile. A signature is written in terms of package, receiver and method;
 * path prefixes, vendoring and the numbering of closures do not matter, and frames may be missing between those that are named.
 */
import type { ArgumentCondition, SignatureGroup, VersionRange } from '../model/cause.ts';
import type {
  ArgumentTally,
  Frame,
  GoroutineGroup,
  GoroutineProfile,
  WaitHistogram,
} from '../model/goroutine.ts';
import { compileFunctionPattern } from '../parse/go/function-name.ts';
import { inRange } from '../parse/version.ts';

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

/** Frames that belong to the Go runtime and stand above the function that waits. */
const RUNTIME_FRAME = /^(?:runtime|sync|internal\/poll|internal\/sync|runtime\/[a-z]+)\./;

/** Finds the goroutines of one signature group; undefined when there are none. `version` is the daemon's, if known. */
export function matchSignature(
  profile: GoroutineProfile,
  signature: SignatureGroup,
  version?: string,
): SignatureMatch | undefined {
  const fits = compileStack(signature);
  const groups = profile.groups.filter((group) => fits(group));
  if (groups.length === 0) return undefined;
  const checked = groups.map((group) => ({
    group,
    count: countMeeting(group, signature.where ?? [], version),
  }));
  const open = checked.some(({ count }) => count === undefined);
  const kept = checked
    .map(({ group, count }) => ({ group, count: count ?? group.count }))
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
    conditions: open ? 'open' : 'met',
  };
}

/** Adds histograms of waiting minutes. */
export function mergeWaits(histograms: readonly WaitHistogram[]): WaitHistogram {
  const merged = new Map<number, number>();
  for (const histogram of histograms)
    for (const [minutes, count] of histogram) merged.set(minutes, (merged.get(minutes) ?? 0) + count);
  return new Map([...merged].sort(([a], [b]) => a - b));
}

/** The first frame that is not the Go runtime's: where the goroutine waits, in the program's own terms. */
export function waitingFrame(group: GoroutineGroup): Frame | undefined {
  return group.frames.find((frame) => !RUNTIME_FRAME.test(frame.function)) ?? group.frames[0];
}

function compileStack(signature: SignatureGroup): (group: GoroutineGroup) => boolean {
  const leaf = compileFunctionPattern(signature.leaf);
  const through = (signature.through ?? []).map((pattern) => compileFunctionPattern(pattern));
  const without = (signature.without ?? []).map((pattern) => compileFunctionPattern(pattern));
  const createdBy =
    signature.createdBy === undefined ? undefined : compileFunctionPattern(signature.createdBy);
  return (group) => {
    if (
      group.state !== undefined &&
      signature.states !== undefined &&
      !signature.states.includes(group.state)
    )
      return false;
    const start = group.frames.findIndex((frame) => !RUNTIME_FRAME.test(frame.function));
    if (start < 0 || !leaf.test(group.frames[start]?.function ?? '')) return false;
    if (group.createdBy !== undefined && createdBy !== undefined && !createdBy.test(group.createdBy.function))
      return false;
    if (group.frames.some((frame) => without.some((pattern) => pattern.test(frame.function)))) return false;
    let next = 0;
    for (let index = start + 1; index < group.frames.length && next < through.length; index++)
      if (through[next]?.test(group.frames[index]?.function ?? '')) next++;
    return next === through.length;
  };
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
    const pattern = compileFunctionPattern(condition.function);
    const values = group.arguments.find(
      (entry) => entry.index === condition.index && pattern.test(entry.function),
    )?.values;
    if (values === undefined || values.size === 0) return undefined;
    const words = [...values].map(([word, tally]) => ({ value: signedWord(word), count: tally.count }));
    // Without a version the values themselves tell: where numbers stand, it is the argument that is meant, not a pointer.
    const fits =
      applies(condition.versions, version) ||
      (version === undefined && words.every(({ value }) => isNumber(value)));
    if (!fits) return undefined;
    const meeting = words.filter(({ value }) => value === BigInt(condition.equals));
    count = Math.min(
      count,
      meeting.reduce((sum, one) => sum + one.count, 0),
    );
  }
  return count;
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
  const tallies = new Map<string, ArgumentTally>();
  const wanted = (signature.container ?? [])
    .filter((argument) => applies(argument.versions, version))
    .map((argument) => ({ index: argument.index, pattern: compileFunctionPattern(argument.function) }));
  for (const group of groups) {
    const values = group.arguments.find((entry) =>
      wanted.some(({ index, pattern }) => entry.index === index && pattern.test(entry.function)),
    )?.values;
    for (const [pointer, tally] of values ?? []) {
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
  }
  return tallies;
}

/** A range that asks nothing applies always; one that asks applies only to a version that is known and inside. */
function applies(range: VersionRange | undefined, version: string | undefined): boolean {
  if (range === undefined) return true;
  return version !== undefined && inRange(version, range) === true;
}

function signedWord(word: string): bigint | undefined {
  return /^0x[0-9a-f]{1,16}$/.test(word) ? BigInt.asIntN(64, BigInt(word)) : undefined;
}
