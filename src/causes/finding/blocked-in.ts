import type { FindingContainer } from '../../model/diagnosis.ts';
import type { BlockedTask } from '../../model/task.ts';
import type { Facts } from '../facts/facts.ts';

/** Tasks inside of these containers that wait for something that does not answer. */
export function blockedIn(facts: Facts, containers: readonly FindingContainer[]): readonly BlockedTask[] {
  const ids = new Set(containers.map(({ id }) => id));
  return (facts.snapshot.tasks?.blocked ?? []).filter(
    ({ containerId, backend }) => containerId !== undefined && ids.has(containerId) && backend !== undefined,
  );
}
