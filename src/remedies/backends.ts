import type { Backend, BlockedTask, WaitsFor } from '../model/task.ts';

/** A backend, and the tasks that wait for it. */
export interface BlockedBackend {
  readonly backend: Backend;
  readonly tasks: readonly BlockedTask[];
}

/** The distinct backends for which tasks wait in one way, by device and source; only those that are certain. */
export function findBackends(tasks: readonly BlockedTask[], waits: WaitsFor): readonly BlockedBackend[] {
  const found = new Map<string, { backend: Backend; tasks: BlockedTask[] }>();
  for (const task of tasks) {
    if (task.waits !== waits || task.backend === undefined) continue;
    const key = `${task.backend.device} ${task.backend.source}`;
    const entry = found.get(key) ?? { backend: task.backend, tasks: [] };
    entry.tasks.push(task);
    found.set(key, entry);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/** What some tasks may wait for, when that is not certain. */
export interface UnsureBackend {
  /** The likeliest first. */
  readonly candidates: readonly Backend[];
  readonly tasks: readonly BlockedTask[];
}

/** The tasks that wait in one way for a backend that is not certain, together when their candidates are the same. */
export function findUnsure(tasks: readonly BlockedTask[], waits: WaitsFor): readonly UnsureBackend[] {
  const found = new Map<string, { candidates: readonly Backend[]; tasks: BlockedTask[] }>();
  for (const task of tasks) {
    const { backend, backendCandidates: candidates } = task;
    if (task.waits !== waits || backend !== undefined || candidates.length === 0) continue;
    const key = candidates
      .map(({ device, source }) => `${device} ${source}`)
      .sort()
      .join('\n');
    const entry = found.get(key) ?? { candidates, tasks: [] };
    entry.tasks.push(task);
    found.set(key, entry);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
