/**
 * Finds the row of an inode. Sorted numbers with a binary search: 16 bytes a socket, and no input that makes it slow, as
 * there is for a hash. Rows must be fewer than 2^21, so that inode and row fit into a double.
 */
export class InodeIndex {
  readonly #keys: Float64Array;
  readonly #rows: number;

  constructor(inodes: Uint32Array, count: number) {
    this.#rows = count + 1;
    const keys = new Float64Array(count);
    for (let row = 0; row < count; row++) keys[row] = (inodes[row] ?? 0) * this.#rows + row;
    this.#keys = keys.sort();
  }

  /** The first row that has this inode; -1 when there is none. */
  rowOf(inode: number): number {
    const wanted = inode * this.#rows;
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    const row = (this.#keys[low] ?? Infinity) - wanted;
    return row < this.#rows ? row : -1;
  }
}
