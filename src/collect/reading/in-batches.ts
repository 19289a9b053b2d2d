const BATCH = 64;

/** As Promise.all over the mapped items, but with 64 under way at most: a recording may hold very many files. */
export async function inBatches<T, R>(items: readonly T[], read: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += BATCH) {
    results.push(...(await Promise.all(items.slice(from, from + BATCH).map(read))));
  }
  return results;
}
