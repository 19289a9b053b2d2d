import type { GoroutineGroup, GoroutineProfile, WaitHistogram } from '../../model/goroutine.ts';
import { ParseError } from '../parse-error.ts';
import { printArgumentWord } from './argument-words.ts';
import { sortGroups } from './goroutine-counter.ts';
import type { ArgumentCounts, GroupCounts } from './goroutine-counter.ts';
import { waitHistograms } from './wait-table.ts';
import type { WaitEntries } from './wait-table.ts';

/** What was counted in a full dump, or in a part of one: plain data that can go from thread to thread. */
export interface GoroutinePart {
  readonly total: number;
  readonly ungrouped: number;
  readonly truncated: boolean;
  readonly lineCount: number;
  /** In the order in which they came. */
  readonly groups: readonly GroupCounts[];
  readonly waits: WaitEntries;
  /** The beginning of the bytes, for whoever must say that there was no goroutine in them. */
  readonly firstBytes: string;
}

/** The profile that a whole dump gives. ParseError when there is no goroutine in it. */
export function profileOfPart(
  part: GoroutinePart,
  named: { readonly daemon: string; readonly file: string },
): GoroutineProfile {
  if (part.total === 0 && !part.truncated) {
    throw new ParseError('goroutine dump', 0, 'goroutine N [state]:', part.firstBytes);
  }
  const histograms = waitHistograms(part.waits);
  return {
    daemon: named.daemon,
    format: 'debug2',
    file: named.file,
    total: part.total,
    ...(part.ungrouped > 0 ? { ungrouped: part.ungrouped } : {}),
    truncated: part.truncated,
    groups: sortGroups(part.groups.map((counts) => groupOf(counts, histograms))),
  };
}

type Histograms = ReadonlyMap<number, WaitHistogram>;
const NO_WAITS: WaitHistogram = new Map();

function groupOf(counts: GroupCounts, histograms: Histograms): GoroutineGroup {
  return {
    ...counts.start,
    count: counts.count,
    waits: histograms.get(counts.waits) ?? NO_WAITS,
    lockedToThread: counts.lockedToThread,
    arguments: counts.arguments.map((argument) => ({
      function: argument.function,
      index: argument.index,
      values: talliesOf(argument, histograms),
    })),
  };
}

function talliesOf(
  { values }: ArgumentCounts,
  histograms: Histograms,
): GoroutineGroup['arguments'][number]['values'] {
  return new Map(
    values.map(({ word, count, waits, firstLine }) => [
      printArgumentWord(word),
      { count, waits: histograms.get(waits) ?? NO_WAITS, firstLine },
    ]),
  );
}
