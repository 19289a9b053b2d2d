/**
 * The cycles among locks: `edges` leads from a lock to those that its holder may wait for. Each cycle once, its smallest id
 * first; of the cycles through one lock the shortest.
 */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  for (const start of edges.keys()) {
    const path = shortestWayBack(edges, start);
    if (path === undefined) continue;
    const least = path.reduce((best, id, index) => (id < (path[best] ?? '') ? index : best), 0);
    const cycle = [...path.slice(least), ...path.slice(0, least)];
    found.set(cycle.join('\n'), cycle);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cycle]) => cycle);
}

/** Breadth first: the ids from `start` to the one that leads back to it. */
function shortestWayBack(
  edges: ReadonlyMap<string, readonly string[]>,
  start: string,
): readonly string[] | undefined {
  const before = new Map<string, string | undefined>([[start, undefined]]);
  const queue = [start];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    for (const next of edges.get(id) ?? []) {
      if (next === start) {
        const path: string[] = [];
        for (let at: string | undefined = id; at !== undefined; at = before.get(at)) path.unshift(at);
        return path;
      }
      if (before.has(next)) continue;
      before.set(next, id);
      queue.push(next);
    }
  }
  return undefined;
}
