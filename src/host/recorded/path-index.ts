/** Sorted paths, for listing folders without a tree in memory. */
export class PathIndex {
  private readonly paths: readonly string[];

  constructor(paths: Iterable<string>) {
    this.paths = [...paths].sort();
  }

  /** Names directly below `folder` (`''`: the root), sorted. */
  list(folder: string): string[] {
    const prefix = folder === '' ? '' : `${folder}/`;
    const names = new Set<string>();
    let at = this.firstFrom(prefix);
    for (;;) {
      const path = this.paths[at];
      if (path === undefined || !path.startsWith(prefix)) break;
      const slash = path.indexOf('/', prefix.length);
      names.add(path.slice(prefix.length, slash === -1 ? undefined : slash));
      // '0' follows '/': skip what else lies below the same folder
      at = slash === -1 ? at + 1 : this.firstFrom(`${path.slice(0, slash)}0`);
    }
    return [...names].sort();
  }

  /** Is there this file, or anything below this folder? */
  has(path: string): boolean {
    return this.paths[this.firstFrom(path)] === path || this.list(path).length > 0;
  }

  private firstFrom(path: string): number {
    let low = 0;
    let high = this.paths.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.paths[middle] ?? '') < path) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
