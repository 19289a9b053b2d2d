import type { FunctionPatterns } from '../../model/cause.ts';
import { compileFunctionPattern } from '../../parse/go/function-name.ts';

/** Whether a function, as Go prints it, is meant by a pattern. */
export type FunctionTest = (name: string) => boolean;

const compiled = new Map<string, FunctionTest>();

/** The test for a pattern or for several of which any will do; patterns are compiled once. */
export function testFor(patterns: FunctionPatterns): FunctionTest {
  if (typeof patterns === 'string') return testForOne(patterns);
  const tests = patterns.map(testForOne);
  return (name) => tests.some((test) => test(name));
}

function testForOne(pattern: string): FunctionTest {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const expression = compileFunctionPattern(pattern);
  const word = literalWord(pattern);
  // Most functions are told apart by a word, which is far cheaper to look for.
  const test = (name: string): boolean => name.includes(word) && expression.test(name);
  compiled.set(pattern, test);
  return test;
}

/** The last word of a pattern that stands in every name it matches: `Wait` of `container.(*State).Wait.func*`; '' without one. */
export function literalWord(pattern: string): string {
  const named = withoutClosures(pattern).replace(/-fm$/, '');
  return /(?:^|[.)/])([A-Za-z0-9_]+)$/.exec(named)?.[1] ?? '';
}

/** `container.(*State).Wait` of `container.(*State).Wait.func1.gowrap2`. */
function withoutClosures(pattern: string): string {
  let name = pattern;
  for (;;) {
    const at = Math.max(name.lastIndexOf('.func'), name.lastIndexOf('.gowrap'));
    if (at < 0 || !/^\.(?:func|gowrap)[\d*][\d.*]*$/.test(name.slice(at))) return name;
    name = name.slice(0, at);
  }
}
