/**
 * Calls that wait in a daemon now, by a log that tells both when a call is asked and when it is answered: those without an answer.
 * A daemon that was restarted answers no call of before, and a log that begins in the middle tells answers only; so what one log
 * says is held against the dump and against other logs, never believed alone.
 */
import type { Cause } from '../../model/cause.ts';
import { hasEnded } from './container-state.ts';
import type { Facts } from './facts.ts';

/** Container id → calls for it without an answer, one map for each pair of messages that the cause names. */
export function countCallsUnderWay(facts: Facts, cause: Cause): readonly ReadonlyMap<string, number>[] {
  return (cause.underWay ?? []).flatMap(({ asked, answered }) => {
    const counts = new Map<string, number>();
    for (const { message, containerId, count } of facts.snapshot.logs.flatMap((log) => log.tallies)) {
      if (containerId === undefined || hasEnded(facts.containers.get(containerId))) continue;
      const sign = asked.includes(message) ? 1 : answered.includes(message) ? -1 : 0;
      if (sign !== 0) counts.set(containerId, (counts.get(containerId) ?? 0) + sign * count);
    }
    const waiting = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1));
    return waiting.length === 0 ? [] : [new Map(waiting)];
  });
}

/** The log whose total comes nearest to what the dump shows; undefined where no log tells any. */
export function nearestUnderWay(
  facts: Facts,
  cause: Cause,
  shown: number,
): { readonly total: number; readonly byContainer: ReadonlyMap<string, number> } | undefined {
  return countCallsUnderWay(facts, cause)
    .map((byContainer) => ({
      byContainer,
      total: [...byContainer.values()].reduce((sum, count) => sum + count, 0),
    }))
    .sort((a, b) => Math.abs(a.total - shown) - Math.abs(b.total - shown))[0];
}
