import type { Frame, GoroutineGroup } from '../../model/goroutine.ts';
import type { FrameTable } from './frame-table.ts';
import { sortGroups } from './goroutine-counter.ts';

/** Different stacks that are kept apart. */
const MOST_GROUPS = 65_536;

/** Groups of a profile that tells no more than stacks and how many goroutines have each. */
export class StackCounter {
  total = 0;
  ungrouped = 0;
  readonly #table: FrameTable;
  readonly #groups = new Map<string, { group: Omit<GoroutineGroup, 'count'>; count: number }>();

  constructor(table: FrameTable) {
    this.#table = table;
  }

  /** `frames` must be of the table. */
  add(frames: readonly Frame[], count: number, line: number, header: string): void {
    const key = this.#table.stackKey(frames);
    const known = this.#groups.get(key);
    if (known !== undefined) known.count += count;
    else if (this.#groups.size < MOST_GROUPS) {
      this.#groups.set(key, { group: newGroup(frames, line, header), count });
    } else {
      this.ungrouped += count;
      return;
    }
    this.total += count;
  }

  result(): { total: number; ungrouped?: number; groups: readonly GoroutineGroup[] } {
    const groups = sortGroups([...this.#groups.values()].map(({ group, count }) => ({ ...group, count })));
    return { total: this.total, ...(this.ungrouped > 0 ? { ungrouped: this.ungrouped } : {}), groups };
  }
}

function newGroup(frames: readonly Frame[], line: number, header: string): Omit<GoroutineGroup, 'count'> {
  return {
    frames,
    framesElided: false,
    waits: new Map(),
    lockedToThread: 0,
    arguments: [],
    firstLine: line,
    firstHeader: header,
  };
}
