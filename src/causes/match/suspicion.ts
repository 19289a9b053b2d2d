import type { Cause, Suspicion } from '../../model/cause.ts';
import type { WaitHistogram } from '../../model/goroutine.ts';
import type { SignatureMatch } from './match-signature.ts';

/** What the host tells of a match besides the dump itself. Absent means unknown. */
export interface SuspicionFacts {
  readonly containerCount: number;
  readonly goneClients?: number;
  /** Lines that count for the cause, about containers that have not ended. */
  readonly logged?: number;
}

/** Whether goroutines that match are a fault, or work that a daemon in good health does as well. */
export function isSuspicious(cause: Cause, match: SignatureMatch, facts: SuspicionFacts): boolean {
  return cause.suspicion.some((one) => holds(one, match, facts));
}

function holds(asked: Suspicion, match: SignatureMatch, facts: SuspicionFacts): boolean {
  const { perContainer, olderThanMinutes, count, goneClients, logged } = asked;
  const enough = (waits: WaitHistogram, all: number, wanted: number): boolean =>
    (olderThanMinutes === undefined ? all : countOlder(waits, olderThanMinutes)) >= wanted;
  if (goneClients !== undefined && (facts.goneClients ?? 0) < goneClients) return false;
  if (logged !== undefined && (facts.logged ?? 0) < logged) return false;
  if (
    perContainer !== undefined &&
    ![...match.containers.values()].some((tally) => enough(tally.waits, tally.count, perContainer))
  )
    return false;
  if (!enough(match.waits, match.count, count ?? 1)) return false;
  const onlyCount = [olderThanMinutes, perContainer, goneClients, logged].every((one) => one === undefined);
  // A number alone says least: where the dump tells containers apart it is not needed, and on a large node, where every
  // container is stopped when it is drained and callers ask twice, it may be ordinary.
  return !onlyCount || (match.containers.size === 0 && match.count > 2 * facts.containerCount);
}

/** Goroutines that have waited for so many minutes; 0 where the profile tells no waits. */
function countOlder(waits: WaitHistogram, minutes: number): number {
  let older = 0;
  for (const [waited, count] of waits) if (waited >= minutes) older += count;
  return older;
}
