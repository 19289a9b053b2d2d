import { GoroutineDumpReader } from './goroutine-dump.ts';
import type { ArgumentProbe } from './goroutine-grouping.ts';
import type { GoroutinePart } from './goroutine-part.ts';

// A full dump is read in parts where it lies in a file: range 0, 1, 2, … of equal size, by several threads. A part begins
// where a goroutine does, behind a blank line: whatever stands before, the one reader of the whole dump would be between two
// goroutines there as well. Who reads a range finds its borders alone, and finds the same as whoever reads the next.

/** Reads bytes at `position` into `into`; returns how many, 0 at the end. */
export type ReadAt = (into: Uint8Array, position: number) => number;

/** How a dump of `bytes` is divided; the last range may be shorter. */
export interface DumpRanges {
  readonly bytes: number;
  readonly rangeBytes: number;
}

const BORDER = Buffer.from('\n\ngoroutine ');
const SEARCH_BYTES = 64 * 1024;

export function countRanges({ bytes, rangeBytes }: DumpRanges): number {
  return Math.max(1, Math.ceil(bytes / rangeBytes));
}

/** What is in the range with this number (from 0); undefined when no part begins there. */
export function parseDumpRange(
  readAt: ReadAt,
  ranges: DumpRanges,
  number: number,
  probes: readonly ArgumentProbe[],
): GoroutinePart | undefined {
  const start = findStart(readAt, ranges, number);
  if (start === undefined) return undefined;
  const end = findEnd(readAt, ranges, number);
  const reader = new GoroutineDumpReader(probes);
  for (let position = start; position < end;) {
    const room = reader.room();
    const bytes = readAt(room.length > end - position ? room.subarray(0, end - position) : room, position);
    if (bytes === 0) break;
    reader.filled(bytes);
    position += bytes;
  }
  return reader.end();
}

/** Where the next part begins, or the end. */
function findEnd(readAt: ReadAt, ranges: DumpRanges, number: number): number {
  for (let next = number + 1; next < countRanges(ranges); next++) {
    const start = findStart(readAt, ranges, next);
    if (start !== undefined) return start;
  }
  return ranges.bytes;
}

/** The first goroutine that begins in this range, behind a blank line. */
function findStart(readAt: ReadAt, { bytes, rangeBytes }: DumpRanges, number: number): number | undefined {
  if (number === 0) return 0;
  const buffer = Buffer.alloc(SEARCH_BYTES);
  const last = Math.min(bytes, (number + 1) * rangeBytes) - 1;
  // Blank line and goroutine together; the blank line may stand in the range before.
  for (
    let position = number * rangeBytes - 2;
    position + 2 <= last;
    position += SEARCH_BYTES - BORDER.length
  ) {
    const filled = fill(readAt, buffer, Math.max(0, position));
    const at = buffer.subarray(0, filled).indexOf(BORDER);
    if (at >= 0) {
      const start = Math.max(0, position) + at + 2;
      return start <= last ? start : undefined;
    }
  }
  return undefined;
}

function fill(readAt: ReadAt, buffer: Uint8Array, position: number): number {
  let filled = 0;
  while (filled < buffer.length) {
    const bytes = readAt(buffer.subarray(filled), position + filled);
    if (bytes === 0) break;
    filled += bytes;
  }
  return filled;
}
