import type { Snapshot } from '../../model/snapshot.ts';

/** No host has fewer threads; a table of fewer is a part of one. */
const FEWEST_THREADS = 20;

/** Whether the thread table of the host was read as a whole, so that a thread that is not in it is not there. */
export function sawThreads({ tasks, gaps }: Snapshot): boolean {
  return (
    (tasks?.threadCount ?? 0) >= FEWEST_THREADS && !gaps.some(({ source }) => source.startsWith('tasks/'))
  );
}
