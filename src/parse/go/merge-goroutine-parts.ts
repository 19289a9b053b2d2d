import { MOST_VALUES } from './goroutine-counter.ts';
import type { ArgumentCounts, GroupCounts, ValueCount } from './goroutine-counter.ts';
import type { GoroutinePart } from './goroutine-part.ts';
import { MOST_GROUPS } from './goroutine-grouping.ts';
import { WaitTable } from './wait-table.ts';

/**
 * Puts together what was counted in the parts of one dump, given in order: exactly what its one reader would have counted.
 * Undefined where that cannot be known, because one of the limits on what is kept apart was reached.
 */
export function mergeGoroutineParts(parts: readonly GoroutinePart[]): GoroutinePart | undefined {
  const merge = new Merge();
  for (const part of parts) if (part.ungrouped > 0 || !merge.add(part)) return undefined;
  return {
    total: parts.reduce((sum, part) => sum + part.total, 0),
    ungrouped: 0,
    truncated: parts.at(-1)?.truncated ?? false,
    lineCount: merge.lineCount,
    groups: merge.groups(),
    waits: merge.table.entries(),
    firstBytes: parts[0]?.firstBytes ?? '',
  };
}

interface MergedArgument extends Omit<ArgumentCounts, 'values'> {
  readonly values: Map<number | string, ValueCount>;
}

interface MergedGroup extends Omit<GroupCounts, 'arguments'> {
  count: number;
  lockedToThread: number;
  readonly arguments: readonly MergedArgument[];
}

class Merge {
  readonly table = new WaitTable();
  lineCount = 0;
  readonly #groups = new Map<string, MergedGroup>();
  #counters = 0;

  /** Adds what follows the parts before. False when a limit was reached. */
  add(part: GoroutinePart): boolean {
    const numbers: number[] = [];
    let within = true;
    for (const group of part.groups) {
      const merged = this.#group(group);
      merged.count += group.count;
      merged.lockedToThread += group.lockedToThread;
      numbers[group.waits] = merged.waits;
      group.arguments.forEach((argument, position) => {
        const { values } = merged.arguments[position] ?? argument;
        if (!(values instanceof Map) || argument.overflowed) within = false;
        else this.#addValues(values, argument, numbers);
        if (values instanceof Map && values.size > MOST_VALUES) within = false;
      });
    }
    this.table.addEntries(part.waits, numbers);
    this.lineCount += part.lineCount;
    return within && this.#groups.size <= MOST_GROUPS;
  }

  groups(): GroupCounts[] {
    return [...this.#groups.values()].map((group) => ({
      ...group,
      arguments: group.arguments.map((argument) => ({ ...argument, values: [...argument.values.values()] })),
    }));
  }

  #group({ start, arguments: args }: GroupCounts): MergedGroup {
    const { state, framesElided, createdBy, frames } = start;
    const key = JSON.stringify([state, framesElided, createdBy, frames]);
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const group = {
      start: { ...start, firstLine: start.firstLine + this.lineCount },
      count: 0,
      lockedToThread: 0,
      waits: this.#counters++,
      arguments: args.map((argument) => ({ ...argument, values: new Map<number | string, ValueCount>() })),
    };
    this.#groups.set(key, group);
    return group;
  }

  #addValues(merged: Map<number | string, ValueCount>, argument: ArgumentCounts, numbers: number[]): void {
    for (const value of argument.values) {
      let known = merged.get(value.word);
      if (known === undefined) {
        known = {
          ...value,
          count: 0,
          waits: this.#counters++,
          firstLine: value.firstLine + this.lineCount,
        };
        merged.set(value.word, known);
      }
      known.count += value.count;
      numbers[value.waits] = known.waits;
    }
  }
}
