import type { FindingContainer } from '../../model/diagnosis.ts';

/**
 * The containers of a finding with their parts of its goroutines: as the occurrences divide over them, so do the helpers. The
 * parts add up to `goroutines` where every occurrence belongs to a container. `occurrences`: of all, with or without a container.
 */
export function divideOver(
  containers: readonly FindingContainer[],
  occurrences: number,
  goroutines: number,
): readonly FindingContainer[] {
  let seen = 0;
  let given = 0;
  return containers.map((container) => {
    if (container.goroutines === undefined || occurrences === 0) return container;
    seen += container.goroutines;
    // Rounded on the sum, so that the parts add up.
    const due = Math.round((Math.min(seen, occurrences) / occurrences) * goroutines);
    const part = due - given;
    given = due;
    return { ...container, goroutines: part };
  });
}
