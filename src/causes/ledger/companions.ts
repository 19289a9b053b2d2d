/**
 * Goroutines that go with a cause although its signature does not name them: exactly as many as it has occurrences (or two or
 * three times as many), and waiting since the same time, where the profile prints that. Most calls of the daemons start helpers,
 * and no signature lists all.
 */
import type { GoroutineGroup, WaitHistogram } from '../../model/goroutine.ts';
import { servesHttp } from '../facts/api-call.ts';
import { longestWait } from '../locks/longest-wait.ts';
import type { ClaimPart } from './claims.ts';

/** With fewer occurrences, equal numbers say nothing. */
const FEWEST = 20;
const MOST_FOR_EACH = 3;
/** A dump is not of one moment: calls come and go at the edges. */
const TOLERANCE = 0.01;
const TOLERANCE_MINUTES = 2;

/** Goroutines of groups of which nothing is taken yet, as many and as old as the occurrences that a cause has. */
export function findCompanions(
  primary: ClaimPart | undefined,
  taken: readonly { readonly role: string; readonly count: number }[],
  left: ReadonlyMap<GoroutineGroup, number>,
): readonly { readonly group: GoroutineGroup; readonly count: number }[] {
  const occurrences = taken.reduce((sum, { role, count }) => (role === primary?.role ? sum + count : sum), 0);
  if (primary === undefined || occurrences < FEWEST) return [];
  const ages = agesOf(primary.groups.map(({ waits }) => waits));
  return [...left].flatMap(([group, whole]) => {
    if (whole < group.count || servesHttp(group.frames)) return [];
    const own = agesOf([group.waits]);
    // Where the profile does not print their age, only the same number will do.
    const known = ages !== undefined && own !== undefined;
    const count = known ? countAsOld(group.waits, ages) : whole;
    const each = Math.round(count / occurrences);
    const expected = each * occurrences;
    const tolerance = known ? Math.max(1, expected * TOLERANCE) : 0;
    const isAsMany = each >= 1 && each <= MOST_FOR_EACH && Math.abs(count - expected) <= tolerance;
    return isAsMany ? [{ group, count }] : [];
  });
}

interface Ages {
  readonly least: number;
  readonly most: number;
}

/** In minutes; undefined where the profile does not print any. */
function agesOf(histograms: readonly WaitHistogram[]): Ages | undefined {
  const most = longestWait(histograms);
  if (most === undefined) return undefined;
  let least = most;
  for (const waits of histograms) for (const minutes of waits.keys()) if (minutes < least) least = minutes;
  return { least, most };
}

function countAsOld(waits: WaitHistogram, { least, most }: Ages): number {
  let asOld = 0;
  for (const [minutes, count] of waits)
    if (minutes >= least - TOLERANCE_MINUTES && minutes <= most + TOLERANCE_MINUTES) asOld += count;
  return asOld;
}
