/**
 * Decides the refutations of a knowledge file that a snapshot can decide. What the snapshot does not show refutes nothing.
 */
import type { Cause, RefutationTest } from '../../model/cause.ts';
import type { WaitHistogram } from '../../model/goroutine.ts';
import type { ProcessRow } from '../../model/process.ts';
import { daemonStartMs } from '../facts/daemon-start.ts';
import type { Facts } from '../facts/facts.ts';
import { findOperation } from '../facts/operation.ts';
import type { SignatureMatch } from '../match/match-signature.ts';

/** What was taken for a cause: its goroutines, and the containers that it is about, where they are known. */
export interface Suspect {
  readonly primary?: Pick<SignatureMatch, 'groups' | 'waits'>;
  readonly containers?: readonly string[];
}

/** The first refutation of a cause that holds, in its words; undefined when none does. `facts` are absent beside a lone dump. */
export function findRefutation(facts: Facts | undefined, cause: Cause, suspect: Suspect): string | undefined {
  return cause.refutations.find(({ when }) => holds(facts, when, suspect))?.says;
}

/** All that is asked holds; a test that cannot be decided does not hold. */
function holds(facts: Facts | undefined, when: RefutationTest, suspect: Suspect): boolean {
  const { notRestarted, callsOlderThanMinutes, allYoungerThanMinutes, noProcess, noBlockedTask } = when;
  const { primary } = suspect;
  const tasks = facts?.snapshot.tasks;
  if (notRestarted !== undefined && !startedAfter(facts, notRestarted, suspect)) return false;
  if (callsOlderThanMinutes !== undefined && !hasOldCall(primary, callsOlderThanMinutes)) return false;
  if (allYoungerThanMinutes !== undefined && !isYoung(primary?.waits, allYoungerThanMinutes)) return false;
  if (
    noProcess !== undefined &&
    (tasks === undefined ||
      tasks.processes.size === 0 ||
      hasProcess([...tasks.processes.values()], noProcess))
  )
    return false;
  return (
    noBlockedTask === undefined ||
    (tasks !== undefined && tasks.threadCount > 0 && tasks.blocked.length === 0)
  );
}

/** Every container was started after the daemon was. */
function startedAfter(facts: Facts | undefined, daemon: string, { containers = [] }: Suspect): boolean {
  const daemonMs = facts && daemonStartMs(facts, daemon);
  return (
    daemonMs !== undefined &&
    containers.length > 0 &&
    containers.every((id) => (facts?.containers.get(id)?.startedAtMs ?? 0) > daemonMs)
  );
}

/** A call that ought to end at once, or within a grace period, has waited so long. */
function hasOldCall(primary: Suspect['primary'], minutes: number): boolean {
  return (primary?.groups ?? []).some((group) => {
    const pace = findOperation(group)?.pace;
    return (pace === 'quick' || pace === 'stop') && oldest(group.waits) >= minutes;
  });
}

function isYoung(waits: WaitHistogram | undefined, minutes: number): boolean {
  return waits !== undefined && waits.size > 0 && oldest(waits) < minutes;
}

function oldest(waits: WaitHistogram): number {
  return Math.max(-1, ...waits.keys());
}

function hasProcess(rows: readonly ProcessRow[], names: readonly string[]): boolean {
  return rows.some(({ comm, args }) => {
    const words = args.split(' ', 2).map((word) => word.slice(word.lastIndexOf('/') + 1));
    return names.some((name) => comm === name.slice(0, 15) || words.includes(name));
  });
}
