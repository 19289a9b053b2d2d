/**
 * Finds the groups of a profile in which a function may stand, by the last word of its name. A dump of a daemon that leaks has
 * few different stacks, a hostile one may have tens of thousands, and each is held against every signature.
 */
import type { FunctionPatterns } from '../../model/cause.ts';
import type { GoroutineGroup, GoroutineProfile } from '../../model/goroutine.ts';
import { parseFunctionName } from '../../parse/go/function-name.ts';
import { literalWord } from './function-test.ts';

type WordIndex = ReadonlyMap<string, ReadonlySet<GoroutineGroup>>;

const indexes = new WeakMap<GoroutineProfile, WordIndex>();

/** Groups with a function that one of the patterns may mean, in the order of the profile; all where a pattern has no word. */
export function groupsWith(profile: GoroutineProfile, patterns: FunctionPatterns): readonly GoroutineGroup[] {
  const words = [patterns].flat().map(literalWord);
  if (words.includes('')) return profile.groups;
  const index = indexes.get(profile) ?? indexWords(profile);
  indexes.set(profile, index);
  const [only, ...more] = words.flatMap((word) => index.get(word) ?? []);
  if (only === undefined) return [];
  if (more.length === 0) return [...only];
  const any = new Set([only, ...more].flatMap((groups) => [...groups]));
  return profile.groups.filter((group) => any.has(group));
}

function indexWords(profile: GoroutineProfile): WordIndex {
  const words = new Map<string, string>();
  const index = new Map<string, Set<GoroutineGroup>>();
  for (const group of profile.groups) {
    for (const { function: name } of group.frames) {
      const word = words.get(name) ?? parseFunctionName(name).name;
      words.set(name, word);
      const groups = index.get(word) ?? new Set();
      groups.add(group);
      index.set(word, groups);
    }
  }
  return index;
}
