import type { Container } from '../../model/container.ts';

/** The same container from two sources: what the first says stands, the second fills what it leaves open. */
export function mergeContainer(first: Container, second: Container): Container {
  return { ...second, ...first, mounts: first.mounts.length > 0 ? first.mounts : second.mounts };
}

/** Containers of several sources, one for each id, by id. Earlier sources win. */
export function mergeContainers(...sources: readonly (readonly Container[])[]): readonly Container[] {
  const byId = new Map<string, Container>();
  for (const container of sources.flat()) {
    const known = byId.get(container.id);
    byId.set(container.id, known === undefined ? container : mergeContainer(known, container));
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
