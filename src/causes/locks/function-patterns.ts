import { compileFunctionPattern } from '../../parse/go/function-name.ts';

/** Finds what belongs to a function, by the patterns of knowledge files; asks for each function's name once. */
export function matchFunctions<T>(
  entries: readonly { readonly patterns: readonly string[]; readonly value: T }[],
): (name: string) => readonly T[] {
  const compiled = entries.map(({ patterns, value }) => ({
    patterns: patterns.map((pattern) => compileFunctionPattern(pattern)),
    value,
  }));
  const known = new Map<string, readonly T[]>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const found = compiled
      .filter(({ patterns }) => patterns.some((pattern) => pattern.test(name)))
      .map(({ value }) => value);
    known.set(name, found);
    return found;
  };
}
