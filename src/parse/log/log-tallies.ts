/**
 * Counts what a log says, in bounded memory: by message, container and fields, each with its first and its last line.
 */
import type { LogSample, LogTally } from '../../model/log.ts';
import type { LogMessageDefinition } from './log-message-definition.ts';
import type { LogMatch } from './log-messages.ts';

/** A line that was counted. */
export interface CountedLine {
  /** From 1. */
  readonly number: number;
  /** The line's own text, or its beginning. */
  readonly quote: string;
  /** Milliseconds since 1970 UTC; absent when it cannot be known. */
  readonly atMs?: number;
}

/** One count that still grows. */
export interface GrowingTally {
  readonly definition: LogMessageDefinition;
  readonly containerId?: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly first: CountedLine;
  count: number;
  /** Absent while there is one line only. */
  last?: CountedLine;
  readonly growth: TallyGrowth;
  /** The last lines with a time, oldest first; at most RECENT_LINES. */
  recent: readonly LogSample[];
}

const MOST_SAMPLES = 64;
/** The time of each of the last lines is kept: whether something still grows shows in them alone. */
export const RECENT_LINES = 16;

/**
 * How one count grew, as a few points of the curve; the same for the same lines, however they arrive. A sample is taken of every
 * line, then of every second, fourth, … whenever there are too many.
 */
export class TallyGrowth {
  #samples: LogSample[] = [];
  #stride = 1;

  /** Whether the line that made it so many is one to remember. */
  wants(count: number): boolean {
    return count % this.#stride === 0;
  }

  add(count: number, atMs: number | undefined): void {
    if (atMs === undefined) return;
    this.#samples.push({ atMs, count });
    if (this.#samples.length < MOST_SAMPLES) return;
    this.#stride *= 2;
    this.#samples = this.#samples.filter((sample) => this.wants(sample.count));
  }

  /** The samples and the last lines, by count. */
  finish(recent: readonly LogSample[]): readonly LogSample[] {
    const first = recent[0]?.count ?? Number.POSITIVE_INFINITY;
    return [...this.#samples.filter(({ count }) => count < first), ...recent];
  }
}

/** Different tallies that are kept apart; past that, lines are counted by their message alone. */
const MAX_TALLIES = 10_000;

/** The tallies of one log. */
export class LogTallies {
  readonly #tallies = new Map<string, GrowingTally>();

  /** The tally that a line belongs to; a new one starts at 0. `line` is asked for only when the tally is new. */
  find(match: LogMatch, line: () => CountedLine): GrowingTally {
    const { definition, containerId, fields } = match;
    const key = JSON.stringify([definition.id, containerId ?? '', fields]);
    const known = this.#tallies.get(key);
    if (known !== undefined) return known;
    const isPlain = containerId === undefined && Object.keys(fields).length === 0;
    if (this.#tallies.size >= MAX_TALLIES && !isPlain) return this.find({ definition, fields: {} }, line);
    const tally: GrowingTally = {
      definition,
      ...(containerId === undefined ? {} : { containerId: ownCopy(containerId) }),
      fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, ownCopy(value)])),
      count: 0,
      first: line(),
      growth: new TallyGrowth(),
      recent: [],
    };
    this.#tallies.set(key, tally);
    return tally;
  }

  /** As the model has them: by message, container, fields. */
  finish(file: string): LogTally[] {
    return [...this.#tallies]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, tally]) => finishTally(tally, file));
  }
}

/** A part of a string keeps all of it in memory; a copy does not. */
function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}

function finishTally(tally: GrowingTally, file: string): LogTally {
  const { definition, containerId, fields, count, first, last = first } = tally;
  const samples = count <= 2 ? [] : tally.growth.finish(tally.recent);
  return {
    message: definition.id,
    role: definition.role,
    ...(definition.caller === undefined ? {} : { caller: definition.caller }),
    ...(definition.echoes === undefined ? {} : { echoes: definition.echoes }),
    ...(containerId === undefined ? {} : { containerId }),
    fields,
    count,
    ...(first.atMs === undefined ? {} : { firstAtMs: first.atMs }),
    ...(last.atMs === undefined ? {} : { lastAtMs: last.atMs }),
    ...(samples.length === 0 ? {} : { samples }),
    first: { file, line: first.number, quote: first.quote },
    last: { file, line: last.number, quote: last.quote },
  };
}
