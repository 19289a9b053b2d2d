import type { Backend, BlockedTask } from '../../model/task.ts';

/** All tasks that wait for a backend, in whatever way: also those that wait for a lock of another one that does. */
export function tasksOn(tasks: readonly BlockedTask[], backend: Backend): readonly BlockedTask[] {
  return tasks.filter(
    (task) => task.backend?.device === backend.device && task.backend.source === backend.source,
  );
}

/** The containers of some tasks. */
export function containersOf(tasks: readonly BlockedTask[]): ReadonlySet<string> {
  return new Set(tasks.map(({ containerId }) => containerId).filter((id) => id !== undefined));
}
