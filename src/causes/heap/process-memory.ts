/**
 * What the memory of a Go process consists of, from golang/go src/runtime/mstats.go: of the heap's spans (HeapInuse) some hold objects
 * (HeapAlloc, garbage that no collection has taken yet as well), others are free but still the process's (HeapIdle - HeapReleased);
 * stacks (StackInuse) and the runtime's own tables (the rest of Sys) come on top. A heap profile shows what was alive at the
 * end of the last collection.
 */
import type { HeapProfile, MemoryPart, MemoryStats, ProcessMemory } from '../../model/heap.ts';

/** What the kernel and the dump tell besides the profile. Absent means unknown. */
export interface ProcessFigures {
  readonly rssBytes?: number;
  readonly goroutineCount?: number;
}

/** Measured in recorded daemons, with few goroutines and with 37 000 that serve requests: 9.5 to 12 KiB each. */
export const STACK_BYTES = 10 * 1024;

/** By the program's own statistics where there are any, else estimated; undefined where nothing but the heap in use is known. */
export function findProcessMemory(profile: HeapProfile, figures: ProcessFigures): ProcessMemory | undefined {
  const told = profile.memory && partsTold(profile, profile.memory);
  const parts = told ?? partsEstimated(profile, figures);
  if (parts === undefined) return undefined;
  const { rssBytes } = figures;
  const other = told === undefined || rssBytes === undefined ? 0 : rssBytes - sumOf(parts);
  return {
    ...(rssBytes === undefined ? {} : { rssBytes }),
    isEstimate: told === undefined,
    parts: [...parts, part('other', other)].filter(({ bytes }) => bytes > 0),
  };
}

const SAYS: Record<MemoryPart['id'], string> = {
  live: 'heap in use at the last GC',
  garbage: 'uncollected garbage or allocated since the last GC',
  holes: 'holes between objects',
  stacks: 'stacks of goroutines',
  free: 'free heap that Go has not returned to the kernel',
  runtime: "the runtime's own tables",
  other: 'the program itself and what it maps',
};

function part(id: MemoryPart['id'], bytes: number): MemoryPart {
  return { id, says: SAYS[id], bytes: Math.max(0, Math.round(bytes)) };
}

function partsTold({ inUseBytes }: HeapProfile, memory: MemoryStats): readonly MemoryPart[] | undefined {
  const { heapAllocBytes, heapInUseBytes, heapIdleBytes, stackInUseBytes, sysBytes } = memory;
  if (heapAllocBytes === undefined || heapInUseBytes === undefined) return undefined;
  if (heapIdleBytes === undefined || stackInUseBytes === undefined) return undefined;
  const live = Math.min(inUseBytes, heapAllocBytes);
  return [
    part('live', live),
    part('garbage', heapAllocBytes - live),
    part('holes', heapInUseBytes - heapAllocBytes),
    part('stacks', stackInUseBytes),
    part('free', heapIdleBytes - (memory.heapReleasedBytes ?? 0)),
    part('runtime', (sysBytes ?? 0) - heapInUseBytes - heapIdleBytes - stackInUseBytes),
  ];
}

/** By default the heap grows to twice what is alive before it is collected (GOGC=100). */
function partsEstimated(
  { inUseBytes }: HeapProfile,
  { rssBytes, goroutineCount }: ProcessFigures,
): readonly MemoryPart[] | undefined {
  if (rssBytes === undefined) return undefined;
  const live = Math.min(inUseBytes, rssBytes);
  const stacks = Math.min((goroutineCount ?? 0) * STACK_BYTES, rssBytes - live);
  const garbage = Math.min(live, rssBytes - live - stacks);
  const left = rssBytes - live - stacks - garbage;
  const program = Math.min(left, PROGRAM_BYTES);
  return [
    part('live', live),
    part('garbage', garbage),
    part('stacks', stacks),
    part('free', left - program),
    part('other', program),
  ];
}

/** A container daemon's code, as far as it is in memory, and the runtime's tables: 40 to 60 MiB in recorded ones. */
const PROGRAM_BYTES = 64 * 1024 * 1024;

/** Bytes of one part; 0 where the process has none. */
export function bytesOf(memory: ProcessMemory, id: MemoryPart['id']): number {
  return memory.parts.find((one) => one.id === id)?.bytes ?? 0;
}

function sumOf(parts: readonly MemoryPart[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}
