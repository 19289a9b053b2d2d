import type { HeapAccount, HeapProfile } from '../../model/heap.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { goroutineTotal } from '../profile.ts';
import { findHeapUses } from './find-heap-uses.ts';
import { findProcessMemory } from './process-memory.ts';

const accounts = new WeakMap<HeapProfile, HeapAccount>();

/** The account of one daemon's memory; undefined without a heap profile. */
export function accountHeap(snapshot: Snapshot, daemonName: string): HeapAccount | undefined {
  const profile = snapshot.heaps.find(({ daemon }) => daemon === daemonName);
  return profile && accountProfile(snapshot, profile);
}

/** What a profile's memory is for, and what it is of the process, as far as the snapshot has the process. */
export function accountProfile(snapshot: Snapshot, profile: HeapProfile): HeapAccount {
  const known = accounts.get(profile);
  if (known !== undefined) return known;
  const daemon = snapshot.daemons.find(({ name }) => name === profile.daemon);
  const goroutineCount = goroutineTotal(snapshot, profile.daemon) ?? daemon?.goroutineCount;
  const { uses, restBytes } = findHeapUses(profile);
  const memory = findProcessMemory(profile, {
    ...(daemon?.rssBytes === undefined ? {} : { rssBytes: daemon.rssBytes }),
    ...(goroutineCount === undefined ? {} : { goroutineCount }),
  });
  const account = { profile, uses, restBytes, ...(memory === undefined ? {} : { memory }) };
  accounts.set(profile, account);
  return account;
}
