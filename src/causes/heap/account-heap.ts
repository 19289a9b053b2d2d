import type { HeapAccount, HeapProfile } from '../../model/heap.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { goroutineTotal } from '../facts/profile.ts';
import { findHeapUses, type HeapUses } from './find-heap-uses.ts';
import { findProcessMemory } from './process-memory.ts';

/** Several findings ask for the same profile. */
const attributed = new WeakMap<HeapProfile, HeapUses>();

/** The account of one daemon's memory; undefined without a heap profile. */
export function accountHeap(snapshot: Snapshot, daemonName: string): HeapAccount | undefined {
  const profile = snapshot.heaps.find(({ daemon }) => daemon === daemonName);
  return profile && accountProfile(snapshot, profile);
}

/** What a profile's memory is for, and what it is of the process, as far as the snapshot has the process. */
export function accountProfile(snapshot: Snapshot, profile: HeapProfile): HeapAccount {
  const daemon = snapshot.daemons.find(({ name }) => name === profile.daemon);
  const goroutineCount = goroutineTotal(snapshot, profile.daemon) ?? daemon?.goroutineCount;
  const found = attributed.get(profile) ?? findHeapUses(profile);
  attributed.set(profile, found);
  const { uses, restBytes } = found;
  const memory = findProcessMemory(profile, {
    ...(daemon?.rssBytes === undefined ? {} : { rssBytes: daemon.rssBytes }),
    ...(goroutineCount === undefined ? {} : { goroutineCount }),
  });
  return { profile, uses, restBytes, ...(memory === undefined ? {} : { memory }) };
}
