// runtime.MemStats, at the end of a heap profile as text (/debug/pprof/heap?debug=1):
//
//   # HeapInuse = 68608000
//   # Stack = 32276480 / 32276480
//
// Defined by writeHeapInternal in golang/go src/runtime/pprof/pprof.go (go1.19.8: line 544). The second figure of
// Stack, MSpan and MCache is what was obtained from the system.

import type { MemoryStats } from '../../model/heap.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const NAMES: ReadonlyMap<string, keyof MemoryStats> = new Map([
  ['HeapInuse', 'heapInUseBytes'],
  ['HeapIdle', 'heapIdleBytes'],
  ['HeapReleased', 'heapReleasedBytes'],
  ['HeapAlloc', 'heapAllocBytes'],
  ['Stack', 'stackInUseBytes'],
  ['Sys', 'sysBytes'],
]);

/** The whole tail has some 8 KiB, most of it the last 256 pauses. */
const TAIL_BYTES = 65_536;

/** Reads the statistics at the end of a heap profile that streams by; undefined where it has none. */
export async function parseMemoryStats(chunks: AsyncIterable<Uint8Array>): Promise<MemoryStats | undefined> {
  let tail = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const piece = chunk.subarray(Math.max(0, chunk.length - TAIL_BYTES));
    const kept = tail.subarray(Math.max(0, tail.length + piece.length - TAIL_BYTES));
    tail = Buffer.concat([kept, piece]);
  }
  return memoryStatsOf(tail.toString('utf8').split(/\r?\n/).slice(0, -1));
}

/** Picks the statistics out of whole lines; undefined where there are none. */
export function memoryStatsOf(lines: readonly string[]): MemoryStats | undefined {
  const memory: Writable<MemoryStats> = {};
  let found = false;
  for (const line of lines) {
    const match = /^# ([A-Z][A-Za-z]+) = (\d{1,16})(?: \/ \d+)?$/.exec(line);
    const name = NAMES.get(match?.[1] ?? '');
    if (name === undefined) continue;
    memory[name] = Number(match?.[2]);
    found = true;
  }
  return found ? memory : undefined;
}
