import { BLOCK_FUNCTIONS, block } from './block.ts';
import { FREEZABLE_SLEEPS, frozenCgroup } from './frozen-cgroup.ts';
import { findFrozenWriter, frozenFs, isOnlySemaphore } from './frozen-fs.ts';
import { FUSE_SERVER_PREFIXES, fuse } from './fuse.ts';
import { fstypesOfFunction } from './local-fs.ts';
import { LOCK_FUNCTIONS, lock } from './lock.ts';
import { nfs } from './nfs.ts';
import { afs, ceph, cifs, lustre, p9 } from './other.ts';
import type { Wait, WaitKind } from './wait-kind.ts';

/** Kinds that one function on the stack decides. */
const DECISIVE: readonly WaitKind[] = [frozenCgroup, frozenFs, fuse, nfs, cifs, ceph, p9, afs, lustre];
const BY_FUNCTION: ReadonlyMap<string, WaitKind> = new Map(
  DECISIVE.flatMap((kind) => kind.sleepsIn.map(([name]) => [name, kind] as const)),
);

/** Whether a thread with this wait channel waits for a backend, in whatever state it is. */
export function isBlockedWchan(wchan: string): boolean {
  return BY_FUNCTION.has(wchan);
}

/**
 * What a thread waits for. `trace` is its kernel stack, or else its wait channel, leaf first; `writes` whether its
 * system call may write, where that is known. The function nearest to the leaf that names a file system decides; locks
 * and page waits above it only say how.
 */
export function classifyWait(trace: readonly string[], writes: boolean | undefined): Wait {
  const writer = findFrozenWriter(trace);
  if (writer !== undefined) return decided(frozenFs, writer);
  let generic: { kind: WaitKind; by: string } | undefined;
  for (const name of trace) {
    if (startsWithAny(name, FUSE_SERVER_PREFIXES)) break;
    const kind = BY_FUNCTION.get(name) ?? DECISIVE.find(({ prefixes }) => startsWithAny(name, prefixes));
    if (kind !== undefined) return decided(kind, name);
    const how = genericKind(name);
    if (how !== undefined) generic ??= { kind: how, by: name };
    const fstypes = fstypesOfFunction(name);
    if (fstypes.length > 0) return { ...decided(generic?.kind ?? block, generic?.by ?? name), fstypes };
  }
  if (writes === true && isOnlySemaphore(trace)) return decided(frozenFs, trace[0]);
  if (generic !== undefined) return decided(generic.kind, generic.by);
  // Only threads in D, and those whose wait channel decides, are asked about.
  const [leaf = ''] = trace;
  return FREEZABLE_SLEEPS.has(leaf) ? decided(frozenCgroup, leaf) : { waits: 'other', fstypes: [] };
}

function genericKind(name: string): WaitKind | undefined {
  if (BLOCK_FUNCTIONS.has(name) || startsWithAny(name, block.prefixes)) return block;
  return LOCK_FUNCTIONS.has(name) ? lock : undefined;
}

function startsWithAny(name: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => name.startsWith(prefix));
}

function decided(kind: WaitKind, by: string | undefined): Wait {
  return { waits: kind.waits, kind, ...(by === undefined ? {} : { by }), fstypes: [] };
}
