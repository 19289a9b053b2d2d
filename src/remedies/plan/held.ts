import type { Diagnosis, Finding } from '../../model/diagnosis.ts';
import type { HeldByPlan, PlannedContainer } from '../../model/release.ts';

/**
 * What the containers that the plan frees hold in dockerd by the diagnosis: their share of each finding's goroutines and
 * descriptors. Only containers that will end give them back.
 */
export function findHeld(
  { findings }: Diagnosis,
  containers: readonly PlannedContainer[],
): readonly HeldByPlan[] {
  const freed = new Set(containers.filter(({ actions }) => actions.length > 0).map(({ id }) => id));
  const stuck = new Set(containers.map(({ id }) => id));
  let goroutines: number | undefined;
  let descriptors: number | undefined;
  for (const finding of findings) {
    if (finding.counts.goroutines === undefined) continue;
    const share = shareOf(finding, freed, stuck);
    if (share === undefined) continue;
    goroutines = (goroutines ?? 0) + Math.round(finding.counts.goroutines * share);
    if (finding.counts.fds !== undefined)
      descriptors = (descriptors ?? 0) + Math.round(finding.counts.fds * share);
  }
  if (goroutines === undefined) return [];
  return [{ daemon: 'dockerd', goroutines, ...(descriptors === undefined ? {} : { descriptors }) }];
}

/** Which part of a finding belongs to containers that are freed, 0 to 1; undefined where that is not known. */
function shareOf(
  { containers, because }: Finding,
  freed: ReadonlySet<string>,
  stuck: ReadonlySet<string>,
): number | undefined {
  if (containers.length > 0 && containers.every(({ id }) => freed.has(id))) return 1;
  const total = containers.reduce((sum, { goroutines = 0 }) => sum + goroutines, 0);
  const ours = containers
    .filter(({ id }) => freed.has(id))
    .reduce((sum, { goroutines = 0 }) => sum + goroutines, 0);
  if (total > 0) return ours / total;
  // It is not known whose the goroutines are: then all of them are those of the containers that explain the finding.
  const allFreed = freed.size > 0 && [...stuck].every((id) => freed.has(id));
  return because.length > 0 && allFreed ? 1 : undefined;
}
