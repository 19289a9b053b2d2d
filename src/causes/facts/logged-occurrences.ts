import type { Cause } from '../../model/cause.ts';
import type { LogTally } from '../../model/log.ts';
import type { Facts } from './facts.ts';

/** How often the logs tell of a cause: per container one count for each message that is counted for it. */
export interface LoggedOccurrences {
  readonly byContainer: ReadonlyMap<string, readonly number[]>;
  /** Over all containers, of the message with most lines. */
  readonly total: number;
  /** Lines of the same messages with other fields: the logs would tell the cause, and tell of something else. */
  readonly others: number;
}

/**
 * Counts the messages that a knowledge file names for its cause, and only lines whose fields are as it says; of some
 * containers, or of all.
 */
export function countLogged(facts: Facts, cause: Cause, containers?: ReadonlySet<string>): LoggedOccurrences {
  const byContainer = new Map<string, number[]>();
  let total = 0;
  let others = 0;
  for (const { message, fields } of cause.counted) {
    const tallies = facts.snapshot.logs
      .flatMap((log) => log.tallies)
      .filter(
        (tally) =>
          tally.message === message &&
          hasFields(tally, fields ?? {}) &&
          (containers === undefined || containers.has(tally.containerId ?? '')),
      );
    const count = tallies.reduce((sum, tally) => sum + tally.count, 0);
    if (fields !== undefined) others += countOthers(facts, message, fields);
    for (const [id, ofContainer] of perContainer(tallies))
      byContainer.set(id, [...(byContainer.get(id) ?? []), ofContainer]);
    total = Math.max(total, count);
  }
  return { byContainer, total, others };
}

function countOthers(facts: Facts, message: string, fields: Readonly<Record<string, string>>): number {
  return facts.snapshot.logs
    .flatMap((log) => log.tallies)
    .filter((tally) => tally.message === message && !hasFields(tally, fields))
    .reduce((sum, tally) => sum + tally.count, 0);
}

function hasFields(tally: LogTally, fields: Readonly<Record<string, string>>): boolean {
  return Object.entries(fields).every(([name, value]) => tally.fields[name] === value);
}

function perContainer(tallies: readonly LogTally[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const tally of tallies)
    if (tally.containerId !== undefined)
      counts.set(tally.containerId, (counts.get(tally.containerId) ?? 0) + tally.count);
  return counts;
}
