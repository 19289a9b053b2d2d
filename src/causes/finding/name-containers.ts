/**
 * Goroutines carry a `*Container` pointer, logs carry an id. Both are counted per container, so equal counts name the pointers.
 * Logs that begin later than the leak have smaller counts; their order still does.
 */
import type { ArgumentTally } from '../../model/goroutine.ts';

/** A container that the goroutines may be about, with the counts by which it can be known. */
export interface NamingCandidate {
  readonly id: string;
  /** How often independent log messages speak of it, best source first. */
  readonly counts: readonly number[];
}

export interface NamedContainer {
  readonly pointer: string;
  readonly goroutines: number;
  readonly id?: string;
  /** How the id was found: the same count, the only one there is, or the same place in the order of counts. */
  readonly by?: 'count' | 'only' | 'order';
}

/** Rates change while logs are rotated: shares that differ by less are the same. */
const SAME_RATIO = 1.25;

/** Gives each pointer the id of a container, where one can be told; pointers with most goroutines first. */
export function nameContainers(
  pointers: ReadonlyMap<string, ArgumentTally>,
  candidates: readonly NamingCandidate[],
): readonly NamedContainer[] {
  const open = [...pointers]
    .map(([pointer, tally]) => ({ pointer, goroutines: tally.count }))
    .sort((a, b) => b.goroutines - a.goroutines || (a.pointer < b.pointer ? -1 : 1));
  const free = [...candidates].sort((a, b) => bestCount(b) - bestCount(a) || (a.id < b.id ? -1 : 1));
  const named = new Map<string, NamedContainer>();
  const name = (
    entry: { pointer: string; goroutines: number },
    candidate: NamingCandidate,
    by: 'count' | 'only' | 'order',
  ): void => {
    named.set(entry.pointer, { ...entry, id: candidate.id, by });
    free.splice(free.indexOf(candidate), 1);
  };

  const [pointer, candidate] = [open[0], free[0]];
  if (open.length === 1 && free.length === 1 && pointer && candidate)
    name(pointer, candidate, candidate.counts.includes(pointer.goroutines) ? 'count' : 'only');
  for (const entry of open) {
    if (named.has(entry.pointer)) continue;
    const equal = free
      .filter((one) => one.counts.includes(entry.goroutines))
      .sort((a, b) => a.counts.indexOf(entry.goroutines) - b.counts.indexOf(entry.goroutines))[0];
    if (equal) name(entry, equal, 'count');
  }
  const rest = open.filter((entry) => !named.has(entry.pointer));
  const counted = free.filter((one) => bestCount(one) > 0);
  if (rest.length === counted.length && haveOneRatio(rest, counted))
    rest.forEach((entry, index) => {
      const next = counted[index];
      if (next) name(entry, next, 'order');
    });
  return open.map((entry) => named.get(entry.pointer) ?? entry);
}

/** Logs that begin later have the same share of every container; when the shares differ, the order tells nothing. */
function haveOneRatio(
  entries: readonly { readonly goroutines: number }[],
  candidates: readonly NamingCandidate[],
): boolean {
  const ratios = entries.map(({ goroutines }, index) => {
    const candidate = candidates[index];
    return candidate === undefined ? 0 : bestCount(candidate) / goroutines;
  });
  return Math.max(...ratios) <= Math.min(...ratios) * SAME_RATIO;
}

function bestCount(candidate: NamingCandidate): number {
  return Math.max(0, ...candidate.counts);
}
