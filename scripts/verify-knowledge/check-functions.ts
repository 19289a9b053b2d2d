// The functions that signatures and locks name exist: for each list of alternatives one at least at the first and the last affected
// release, and each alternative in some release that the claim is about.
import type { Cause, FunctionPatterns, VersionRange } from '../../src/model/cause.ts';
import { compareVersions, parseVersion } from '../../src/parse/version.ts';
import { FunctionIndex } from './function-index.ts';
import type { Release, Releases } from './releases.ts';
import { ok, unable, wrong, type Result } from './result.ts';

/** Functions of which any one will do, and what the file says they are. */
interface Named {
  readonly claim: string;
  readonly part: string;
  readonly patterns: readonly string[];
  readonly ranges: readonly VersionRange[];
  /** All alternatives need not be in one release, but one must; a list of `taken` is only looked through for dead names. */
  readonly needed: boolean;
}

export function checkFunctions(cause: Cause, releases: Releases, index: FunctionIndex): readonly Result[] {
  const byClaim = new Map<string, { wrong: string[]; right: string[]; open: string[] }>();
  for (const named of namedFunctions(cause)) {
    const entry = byClaim.get(named.claim) ?? { wrong: [], right: [], open: [] };
    byClaim.set(named.claim, entry);
    look(named, releases, index, entry);
  }
  return [...byClaim].map(([claim, found]) =>
    found.wrong.length > 0
      ? wrong(claim, found.wrong.join('; '))
      : found.open.length > 0 && found.right.length === 0
        ? unable(claim, found.open.join('; '))
        : ok(claim, found.right.slice(0, 2).join('; ')),
  );
}

function look(
  { part, patterns, ranges, needed }: Named,
  releases: Releases,
  index: FunctionIndex,
  found: { readonly wrong: string[]; readonly right: string[]; readonly open: string[] },
): void {
  const foreign = patterns.filter((pattern) => !FunctionIndex.isOfGo(pattern));
  if (foreign.length === 0) {
    found.open.push(`${part} is Go's own`);
    return;
  }
  const alive = new Set<string>();
  for (const range of ranges) {
    const sample = releases.sample(range);
    if (sample.length === 0) {
      found.wrong.push(`no release lies ${describe(range)}`);
      continue;
    }
    const there = sample.map((release, at) => {
      const isEnd = at === 0 || at === sample.length - 1;
      // A pattern for any package asks for every file of a release: there the ends must do.
      const asked = foreign.filter((pattern) => isEnd || !pattern.startsWith('*'));
      const places = asked.flatMap((pattern) => {
        const [place] = index.find(release.tag, pattern);
        if (place !== undefined) alive.add(pattern);
        return place === undefined ? [] : [place];
      });
      return { release, place: places[0] };
    });
    if (!needed || foreign.length < patterns.length) continue;
    const ends = [there[0], there.at(-1)];
    const missing = ends.filter((end) => end !== undefined && end.place === undefined);
    if (missing.length > 0) found.wrong.push(`${part} is not in ${tags(missing)}${reach(there)}`);
    else if (there[0]?.place !== undefined)
      found.right.push(`${there[0].place.path}:${there[0].place.line} in ${there[0].release.tag}`);
  }
  for (const pattern of foreign)
    if (!alive.has(pattern))
      found.wrong.push(`${pattern} is in none of the releases ${ranges.map(describe).join(', ')}`);
}

interface Looked {
  readonly release: Release;
  readonly place: { readonly path: string; readonly line: number } | undefined;
}

function tags(looked: readonly (Looked | undefined)[]): string {
  return [...new Set(looked.flatMap((one) => one?.release.tag ?? []))].join(' and ');
}

/** Where it is instead. */
function reach(there: readonly Looked[]): string {
  const with_ = there.filter(({ place }) => place !== undefined);
  return with_.length === 0
    ? ', nor between'
    : ` (it is in ${with_[0]?.release.tag}${with_.length > 1 ? ` to ${with_.at(-1)?.release.tag}` : ''})`;
}

function namedFunctions(cause: Cause): readonly Named[] {
  const groups = cause.groups.flatMap((group): readonly Named[] => {
    const claim = `group ${group.name}`;
    const ranges = narrow(cause.affected, group.versions);
    const list = (part: string, given: FunctionPatterns | undefined, needed = true): readonly Named[] =>
      given === undefined
        ? []
        : [
            {
              claim,
              part: `${part} ${[given].flat().join(' or ')}`,
              patterns: [given].flat(),
              ranges,
              needed,
            },
          ];
    return [
      ...list('leaf', group.leaf),
      ...(group.through ?? []).flatMap((one) => list('through', one)),
      ...list('createdBy', group.createdBy),
      ...(group.container ?? []).flatMap(({ function: name, versions }) =>
        list('container', name).map((one) => ({
          ...one,
          ranges: versions ? narrow(ranges, versions) : ranges,
        })),
      ),
      ...(group.where ?? []).flatMap(({ function: name, versions }) =>
        list('where', name).map((one) => ({ ...one, ranges: versions ? narrow(ranges, versions) : ranges })),
      ),
    ];
  });
  const locks = (cause.locks ?? []).flatMap((lock): readonly Named[] => {
    const list = (claim: string, part: string, patterns: readonly string[] | undefined): readonly Named[] =>
      patterns === undefined
        ? []
        : [
            {
              claim,
              part: `${part} ${patterns.join(' or ')}`,
              patterns,
              ranges: cause.affected,
              needed: true,
            },
          ];
    return [
      ...list('taken', 'taken', lock.taken),
      ...list('holds', 'holds', lock.holds),
      ...list('holds', 'through', lock.through),
    ];
  });
  return [...groups, ...locks];
}

/** The parts of ranges that lie in another; ends that cannot be compared stay. */
export function narrow(
  ranges: readonly VersionRange[],
  by: VersionRange | undefined,
): readonly VersionRange[] {
  if (by === undefined) return ranges;
  return ranges.flatMap((range) => {
    const from = later(range.from, by.from);
    const before = earlier(range.before, by.before);
    const empty = from !== undefined && before !== undefined && order(from, before) >= 0;
    return empty
      ? []
      : [{ ...(from === undefined ? {} : { from }), ...(before === undefined ? {} : { before }) }];
  });
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return order(a, b) >= 0 ? a : b;
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return order(a, b) <= 0 ? a : b;
}

function order(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  return left === undefined || right === undefined ? 0 : compareVersions(left, right);
}

export function describe({ from, before }: VersionRange): string {
  if (from !== undefined && before !== undefined) return `from ${from} until ${before}`;
  if (from !== undefined) return `from ${from} on`;
  return before === undefined ? 'of all versions' : `before ${before}`;
}
