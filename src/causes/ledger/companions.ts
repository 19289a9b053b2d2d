/**
 * Goroutines that go with a cause although its signature does not name them: exactly as many as it has occurrences (or two or
 * three times as many), and waiting since the same time, where the profile tells that. Most calls of the daemons start helpers, and no signature lists all.
 */
import type { GoroutineGroup } from '../../model/goroutine.ts';
import { servesHttp } from '../facts/api-call.ts';
import { longestWait } from '../locks/longest-wait.ts';
import type { Claim } from './claims.ts';

/** With fewer occurrences, equal numbers say nothing. */
const FEWEST = 20;
const MOST_FOR_EACH = 3;
/** Dumps are not made at one moment everywhere: calls come and go at the edges. */
const TOLERANCE = 0.01;
const TOLERANCE_MINUTES = 2;

/** Groups of which nothing is claimed yet, and which are as many and as old as the occurrences of the claim. */
export function findCompanions(
  { parts }: Claim,
  left: ReadonlyMap<GoroutineGroup, number>,
): readonly GoroutineGroup[] {
  const [primary] = parts;
  if (primary === undefined || primary.count < FEWEST) return [];
  const oldest = longestWait(primary.groups.map(({ waits }) => waits));
  return [...left].flatMap(([group, count]) => {
    if (count < group.count || servesHttp(group.frames)) return [];
    const each = Math.round(count / primary.count);
    const expected = each * primary.count;
    const age = longestWait([group.waits]);
    // Where the profile does not tell their age, only the same number does.
    const tolerance = age === undefined || oldest === undefined ? 0 : Math.max(1, expected * TOLERANCE);
    const isAsMany = each >= 1 && each <= MOST_FOR_EACH && Math.abs(count - expected) <= tolerance;
    const isAsOld = Math.abs((age ?? 0) - (oldest ?? 0)) <= TOLERANCE_MINUTES;
    return isAsMany && (isAsOld || age === undefined || oldest === undefined) ? [group] : [];
  });
}
