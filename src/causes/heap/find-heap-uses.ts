import type { HeapProfile, HeapSite, HeapUse } from '../../model/heap.ts';
import { testFor, type FunctionTest } from '../match/function-test.ts';
import { HEAP_USE_TABLE, type HeapUseRule } from './heap-use-table.ts';

/** Memory by what it is for, most in use first, and the places that nothing is known of. */
export interface HeapUses {
  readonly uses: readonly HeapUse[];
  readonly rest: readonly HeapSite[];
  /** Bytes in use that are in none of the uses. */
  readonly restBytes: number;
}

/** Attributes every byte to the first use of the table that fits. */
export function findHeapUses(profile: HeapProfile): HeapUses {
  const byRule = new Map<HeapUseRule, HeapSite[]>();
  const rest: HeapSite[] = [];
  const seen = new Map<string, readonly FunctionTest[]>();
  for (const site of profile.sites) {
    const rule = findRule(site, seen);
    const sites = rule === undefined ? rest : (byRule.get(rule) ?? []);
    sites.push(site);
    if (rule !== undefined) byRule.set(rule, sites);
  }
  const uses = [...byRule]
    .map(([rule, sites]) => sumUp(rule, sites))
    .sort((a, b) => b.bytes - a.bytes || (a.id < b.id ? -1 : 1));
  const attributed = uses.reduce((sum, use) => sum + use.bytes, 0);
  return { uses, rest, restBytes: Math.max(0, profile.inUseBytes - attributed) };
}

interface Condition {
  readonly rule: HeapUseRule;
  readonly wanted: readonly FunctionTest[];
  readonly unwanted: readonly FunctionTest[];
}

const CONDITIONS: readonly Condition[] = HEAP_USE_TABLE.map((rule) => ({
  rule,
  wanted: [
    ...(rule.through ?? []).map(testFor),
    ...(rule.packages === undefined ? [] : [testForPackages(rule.packages)]),
  ],
  unwanted: (rule.without ?? []).map(testFor),
}));
const TESTS: readonly FunctionTest[] = CONDITIONS.flatMap(({ wanted, unwanted }) => [...wanted, ...unwanted]);

/** `seen`: the tests that a function passes, by its name; a profile has far fewer functions than frames. */
function findRule({ frames }: HeapSite, seen: Map<string, readonly FunctionTest[]>): HeapUseRule | undefined {
  const passed = new Set<FunctionTest>();
  for (const { function: name } of frames) {
    const tests = seen.get(name) ?? TESTS.filter((test) => test(name));
    seen.set(name, tests);
    for (const test of tests) passed.add(test);
  }
  return CONDITIONS.find(
    ({ wanted, unwanted }) =>
      wanted.every((test) => passed.has(test)) && !unwanted.some((test) => passed.has(test)),
  )?.rule;
}

/** Whether a function is of a package or of one below it, by the end of its path. */
function testForPackages(packages: readonly string[]): FunctionTest {
  return (name) => {
    const path = `/${name.split('(', 1)[0] ?? ''}`;
    return packages.some((one) => path.includes(`/${one}.`) || path.includes(`/${one}/`));
  };
}

function sumUp({ id, says, unit }: HeapUseRule, sites: readonly HeapSite[]): HeapUse {
  const sum = (figure: (site: HeapSite) => number): number =>
    sites.reduce((total, site) => total + figure(site), 0);
  return {
    id,
    says,
    ...(unit === undefined ? {} : { unit }),
    bytes: sum((site) => site.inUseBytes),
    objects: sum((site) => site.inUseObjects),
    ...(unit === undefined
      ? {}
      : { units: sum((site) => (isOfSize(site, unit.bytes) ? site.inUseObjects : 0)) }),
    ...(sites.every((site) => site.sampledObjects !== undefined)
      ? { sampledObjects: sum((site) => site.sampledObjects ?? 0) }
      : {}),
    allocatedBytes: sum((site) => site.allocatedBytes),
    sites,
  };
}

/** A buffer comes with a small object that points to it; sizes are rounded up to those that the runtime has. */
function isOfSize({ inUseBytes, inUseObjects }: HeapSite, unitBytes: number): boolean {
  const size = inUseBytes / Math.max(1, inUseObjects);
  return size >= unitBytes * 0.75 && size <= unitBytes * 1.5;
}
