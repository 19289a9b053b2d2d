import type { Container } from '../../model/container.ts';
import type { TaskFacts } from '../../model/task.ts';

/** The container in which a process runs, by its parents: one of them is the first process of a container; undefined outside. */
export function containerOf(
  pid: number,
  tasks: TaskFacts | undefined,
  containers: Iterable<Container>,
): Container | undefined {
  const byInit = new Map<number, Container>();
  for (const container of containers)
    if (container.initPid !== undefined) byInit.set(container.initPid, container);
  const seen = new Set<number>();
  for (
    let at: number | undefined = pid;
    at !== undefined && at > 1 && !seen.has(at);
    at = tasks?.processes.get(at)?.parentPid
  ) {
    seen.add(at);
    const container = byInit.get(at);
    if (container !== undefined) return container;
  }
  return undefined;
}
