import type { ProcessRef } from '../../model/process.ts';
import type { SocketNode, SocketState, SocketType, UnixSocketTable } from '../../model/unix-socket.ts';

/** One socket on its way into the columns; of one shape whatever it lacks, since there may be a million. */
export interface SocketRow {
  readonly inode: number;
  readonly peer: number;
  readonly state: SocketState;
  readonly type: SocketType;
  readonly receiveQueueBytes: number;
  /** As in the table; 255 when the source does not tell. */
  readonly shutdown: number;
  readonly path: string | undefined;
  readonly owner: ProcessRef | undefined;
  /** From 1; 0 when the source has no lines. */
  readonly line: number;
  /** Of a listening socket, where the source tells. */
  readonly node?: SocketNode;
}

/** Where the rows come from, and what that source can tell. */
export type SocketSource = Pick<UnixSocketTable, 'source' | 'file' | 'peersKnown'>;

/** More sockets than this are counted, not kept: 70 MB of columns, and room for a row's number beside an inode in a double. */
export const MAX_SOCKETS = 2 ** 21 - 1;

/** Numbers as columns that double when they are full. */
class Column<T extends Uint32Array | Int32Array | Uint8Array> {
  values: T;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.values = make(256);
  }

  set(row: number, value: number): void {
    if (row >= this.values.length) {
      const grown = this.#make(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[row] = value;
  }
}

const words = () => new Column<Uint32Array>((length) => new Uint32Array(length));
const indexes = () => new Column<Int32Array>((length) => new Int32Array(length));
const bytes = () => new Column<Uint8Array>((length) => new Uint8Array(length));

/** Collects the sockets of any source, one by one, into the columns of a UnixSocketTable. */
export class UnixSocketColumns {
  #count = 0;
  #skipped = 0;
  readonly #inode = words();
  readonly #peer = words();
  readonly #state = bytes();
  readonly #type = bytes();
  readonly #shutdown = bytes();
  readonly #receiveQueueBytes = words();
  readonly #path = indexes();
  readonly #owner = indexes();
  readonly #line = words();
  readonly #pathIndex = new Map<string, number>();
  readonly #ownerIndex = new Map<number, number>();
  readonly #owners: ProcessRef[] = [];
  readonly #nodes = new Map<number, SocketNode>();

  get count(): number {
    return this.#count;
  }

  add(row: SocketRow): void {
    if (this.#count === MAX_SOCKETS) return this.skip();
    const at = this.#count++;
    this.#inode.set(at, row.inode);
    this.#peer.set(at, row.peer);
    this.#state.set(at, row.state);
    this.#type.set(at, row.type);
    this.#shutdown.set(at, row.shutdown);
    this.#receiveQueueBytes.set(at, row.receiveQueueBytes);
    this.#path.set(at, row.path === undefined ? -1 : this.#indexOfPath(row.path));
    this.#owner.set(at, row.owner === undefined ? -1 : this.#indexOfOwner(row.owner));
    this.#line.set(at, row.line);
    if (row.node !== undefined) this.#nodes.set(row.inode, row.node);
  }

  /** Counts a row that could not be read. */
  skip(): void {
    this.#skipped++;
  }

  /** Forgets every row from `count` on: a listing that has to be asked for again. */
  truncate(count: number): void {
    this.#count = Math.min(this.#count, count);
  }

  /** The finished table; the columns must not be added to afterwards. */
  table(source: SocketSource): UnixSocketTable {
    const count = this.#count;
    return {
      ...source,
      count,
      inode: this.#inode.values.subarray(0, count),
      peer: this.#peer.values.subarray(0, count),
      state: this.#state.values.subarray(0, count),
      type: this.#type.values.subarray(0, count),
      ...(source.source === 'sock_diag' && { shutdown: this.#shutdown.values.subarray(0, count) }),
      receiveQueueBytes: this.#receiveQueueBytes.values.subarray(0, count),
      path: this.#path.values.subarray(0, count),
      paths: [...this.#pathIndex.keys()],
      owner: this.#owner.values.subarray(0, count),
      owners: this.#owners,
      line: this.#line.values.subarray(0, count),
      ...(this.#nodes.size > 0 && { nodes: this.#nodes }),
      ...(this.#skipped > 0 && { skippedRows: this.#skipped }),
    };
  }

  #indexOfPath(path: string): number {
    const known = this.#pathIndex.get(path);
    if (known !== undefined) return known;
    const index = this.#pathIndex.size;
    this.#pathIndex.set(path, index);
    return index;
  }

  #indexOfOwner(owner: ProcessRef): number {
    const known = this.#ownerIndex.get(owner.pid);
    if (known !== undefined) return known;
    const index = this.#owners.push(owner) - 1;
    this.#ownerIndex.set(owner.pid, index);
    return index;
  }
}

/** The table with the owner of each socket set by its inode; a socket that is not in the map keeps the owner it has. */
export function withOwners(
  table: UnixSocketTable,
  byInode: ReadonlyMap<number, ProcessRef>,
): UnixSocketTable {
  const owner = table.owner.slice();
  const owners = [...table.owners];
  const indexes = new Map(owners.map(({ pid }, index) => [pid, index]));
  for (let row = 0; row < table.count; row++) {
    const process = byInode.get(table.inode[row] ?? 0);
    if (process === undefined) continue;
    let index = indexes.get(process.pid);
    if (index === undefined) {
      index = owners.push(process) - 1;
      indexes.set(process.pid, index);
    }
    owner[row] = index;
  }
  return { ...table, owner, owners };
}
