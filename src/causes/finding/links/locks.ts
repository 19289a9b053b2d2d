import { defined } from '../../../model/defined.ts';
import type { ContendedLock, LockGraph } from '../../../model/lock.ts';
import type { StatedLink } from '../../../model/stated-finding.ts';
import type { LockStatement, LockStep } from '../../../model/statements/locks.ts';
import { shortName } from '../../../parse/go/function-name.ts';
import { nameLock } from '../../locks/lock-graph.ts';
import { provenLink, unknownLink } from './link.ts';

/** Locks of which the link tells each on its own. */
const MOST_TOLD = 3;

/** Which goroutines wait for the locks, which have them, and what those wait for, down to the root or round in a cycle. */
export function locksLink(graph: LockGraph, locks: readonly ContendedLock[]): StatedLink {
  const told = locks.slice(0, MOST_TOLD);
  const more = locks.length - told.length;
  const states: LockStatement[] = told.map((lock) => stateLock(graph, lock));
  if (more > 0) states.push({ kind: 'more-locks', count: more });
  const evidence = told.flatMap((lock) => [
    lock.waiters[0]?.evidence,
    ...wayDown(graph, lock).map(({ holder }) => holder?.evidence),
  ]);
  return told.some(({ holder }) => holder === undefined)
    ? unknownLink(
        'locks',
        states,
        evidence.filter((one) => one !== undefined),
      )
    : provenLink('locks', states, evidence);
}

function stateLock(graph: LockGraph, lock: ContendedLock): LockStatement {
  const { waiters, waiterCount, oldestMinutes, holder } = lock;
  return {
    kind: 'lock-waits',
    lock: nameLock(lock),
    waiters: waiterCount,
    writers: waiters.filter(({ mode }) => mode === 'write').reduce((sum, { count }) => sum + count, 0),
    candidates: holder?.goroutines ?? 0,
    way: wayDown(graph, lock).map(({ holder: one }): LockStep | undefined =>
      one === undefined ? undefined : { function: shortName(one.section.function), waitsFor: one.waitsFor },
    ),
    ...defined({ oldestMinutes, cycle: graph.cycles.find((ids) => ids.includes(lock.id))?.length }),
  };
}

/** The lock, that which its holder waits for, and so on; ends where it is no lock, is not known, or comes round. */
export function wayDown(graph: LockGraph, lock: ContendedLock): readonly ContendedLock[] {
  const way: ContendedLock[] = [];
  for (let at: ContendedLock | undefined = lock; at !== undefined && !way.includes(at);) {
    way.push(at);
    const next: string | undefined = at.holder?.waitsFor.lock;
    at = next === undefined ? undefined : graph.locks.find(({ id }) => id === next);
  }
  return way;
}
