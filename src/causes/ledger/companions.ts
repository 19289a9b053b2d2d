/**
 * Goroutines that go with a cause although its signature does not name them: exactly as many as it has occurrences (or two or
 * three times as many), and waiting since the same time, where the profile prints that. Most calls of the daemons start helpers,
 * and no signature lists all.
 */
import type { GoroutineGroup } from '../../model/goroutine.ts';
import { servesHttp } from '../facts/api-call.ts';
import { longestWait } from '../locks/longest-wait.ts';
import type { ClaimPart } from './claims.ts';

/** With fewer occurrences, equal numbers say nothing. */
const FEWEST = 20;
const MOST_FOR_EACH = 3;
/** A dump is not of one moment: calls come and go at the edges. */
const TOLERANCE = 0.01;
const TOLERANCE_MINUTES = 2;

/** Groups of which nothing is taken yet, as many and as old as the occurrences that a cause has. */
export function findCompanions(
  primary: ClaimPart | undefined,
  taken: readonly { readonly role: string; readonly count: number }[],
  left: ReadonlyMap<GoroutineGroup, number>,
): readonly GoroutineGroup[] {
  const occurrences = taken.reduce((sum, { role, count }) => (role === primary?.role ? sum + count : sum), 0);
  if (primary === undefined || occurrences < FEWEST) return [];
  const oldest = longestWait(primary.groups.map(({ waits }) => waits));
  return [...left].flatMap(([group, count]) => {
    if (count < group.count || servesHttp(group.frames)) return [];
    const each = Math.round(count / occurrences);
    const expected = each * occurrences;
    const age = longestWait([group.waits]);
    // Where the profile does not print their age, only the same number will do.
    const tolerance = age === undefined || oldest === undefined ? 0 : Math.max(1, expected * TOLERANCE);
    const isAsMany = each >= 1 && each <= MOST_FOR_EACH && Math.abs(count - expected) <= tolerance;
    const isAsOld = Math.abs((age ?? 0) - (oldest ?? 0)) <= TOLERANCE_MINUTES;
    return isAsMany && (isAsOld || age === undefined || oldest === undefined) ? [group] : [];
  });
}
