/**
 * Memory that neither causes nor containers account for. The heap in use tells it; RSS alone says less, because Go keeps memory
 * that is free (golang/go src/runtime/mgcscavenge.go), and then only far more is taken as growth.
 */
import type { HeapProfile } from '../../model/heap.ts';
import type { Facts } from '../facts/facts.ts';
import type { Scale } from './ordinary-work.ts';

export interface MemoryReckoning {
  readonly of: 'heap' | 'rss';
  /** In bytes, as the others. */
  readonly total: number;
  readonly ordinary: number;
  readonly unexplained: number;
  readonly profile?: HeapProfile;
}

const MIB = 1024 * 1024;
/** Images and layers known to dockerd, caches of kubelet, transfers under way. */
const BASE = { heap: 512 * MIB, rss: 1024 * MIB };
/** Ring buffers of log drivers are 1 MiB, two pipes 64 KiB each. */
const PER_CONTAINER = { heap: 4 * MIB, rss: 12 * MIB };

/** Undefined where neither heap nor RSS is known. */
export function reckonMemory(
  facts: Facts,
  daemonName: string,
  { containers }: Scale,
): MemoryReckoning | undefined {
  const profile = facts.snapshot.heaps.find(({ daemon }) => daemon === daemonName);
  const total = profile?.inUseBytes ?? facts.daemons.get(daemonName)?.rssBytes;
  if (total === undefined) return undefined;
  const of = profile === undefined ? 'rss' : 'heap';
  const ordinary = BASE[of] + PER_CONTAINER[of] * containers;
  return {
    of,
    total,
    ordinary,
    unexplained: Math.max(0, total - ordinary),
    ...(profile === undefined ? {} : { profile }),
  };
}
