// Runs in a thread of its own: takes the ranges of a full goroutine dump one after the other, until there are no more.

import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { countRanges, parseDumpRange } from '../../parse/go/dump-range.ts';
import type { DumpRanges } from '../../parse/go/dump-range.ts';
import type { ArgumentProbe } from '../../parse/go/goroutine-grouping.ts';
import type { GoroutinePart } from '../../parse/go/goroutine-part.ts';
import type { ThreadStart } from '../../system/thread-pool.ts';

export interface DumpThreadData {
  readonly descriptor: number;
  readonly ranges: DumpRanges;
  readonly probes: readonly ArgumentProbe[];
}

export interface DumpThreadMessage {
  readonly range: number;
  readonly part: GoroutinePart;
}

const { data, next, progress } = workerData as ThreadStart<DumpThreadData>;
const { descriptor, ranges, probes } = data;

for (;;) {
  const range = Atomics.add(next, 0, 1);
  if (range >= countRanges(ranges)) break;
  const part = parseDumpRange(readAt, ranges, range, probes);
  if (part === undefined) continue;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
  parentPort?.postMessage({ range, part } satisfies DumpThreadMessage);
}

function readAt(into: Uint8Array, position: number): number {
  Atomics.add(progress, 0, 1);
  return readSync(descriptor, into, 0, into.length, position);
}
