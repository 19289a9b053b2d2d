/** How much memory a cause holds: what the profile shows of its connections and goroutines, or what they usually take. */
import type { HeapAccount } from '../../model/heap.ts';
import type { Facts } from '../facts/facts.ts';
import { goroutineTotal } from '../facts/profile.ts';
import { accountHeap } from './account-heap.ts';
import { HTTP_USES } from './heap-use-table.ts';
import { STACK_BYTES } from './process-memory.ts';
import { isReliable } from './sampling-error.ts';

/** What a cause keeps in one daemon. */
export interface Holding {
  readonly connections: number;
  readonly goroutines: number;
  /** Ids of uses of the heap that are what these connections ask for. */
  readonly uses?: readonly string[];
  /** What it usually takes, by its knowledge file. */
  readonly usualBytes?: number;
}

/** Bytes; the parts are absent where they were not measured. */
export interface HeldMemory {
  readonly bytes: number;
  readonly heapBytes?: number;
  readonly stackBytes?: number;
  /** It would be more than the daemon has: `bytes` is what the daemon has. */
  readonly isBounded: boolean;
}

/** Undefined where neither a profile nor the cause's knowledge file tells. Never more than the daemon has. */
export function findHeldMemory(facts: Facts, daemonName: string, holding: Holding): HeldMemory | undefined {
  const account = accountHeap(facts.snapshot, daemonName);
  const heapBytes = account && heapOf(facts, daemonName, account, holding);
  const stackBytes =
    heapBytes === undefined ? undefined : stacksOf(facts, daemonName, account, holding.goroutines);
  const wanted =
    heapBytes === undefined || stackBytes === undefined ? holding.usualBytes : heapBytes + stackBytes;
  if (wanted === undefined) return undefined;
  const most = facts.daemons.get(daemonName)?.rssBytes ?? Number.POSITIVE_INFINITY;
  return {
    bytes: Math.round(Math.min(wanted, most)),
    ...(heapBytes === undefined || stackBytes === undefined ? {} : { heapBytes, stackBytes }),
    isBounded: wanted > most,
  };
}

/** These connections' share of what all have in use; undefined where the sample is too small to tell. */
function heapOf(
  facts: Facts,
  daemonName: string,
  { uses }: HeapAccount,
  { connections, uses: own = [] }: Holding,
): number | undefined {
  const http = uses.filter(({ id }) => HTTP_USES.has(id));
  const all = countConnections(facts, daemonName);
  if (connections === 0 || all === undefined || !isReliable(http)) return undefined;
  const bytes = uses
    .filter(({ id }) => HTTP_USES.has(id) || own.includes(id))
    .reduce((sum, use) => sum + use.bytes, 0);
  // The profile may be older than the last clients that came or went.
  const inProfile = uses.find(({ id }) => id === 'http-write-buffer')?.units ?? 0;
  return Math.round((bytes / Math.max(all, inProfile, connections)) * connections);
}

/** Connections to a daemon's API that are open, with and without a client; undefined where sockets are not known. */
export function countConnections(facts: Facts, daemonName: string): number | undefined {
  const connections = facts.connections.get(daemonName);
  return connections && connections.goneCount + connections.livingCount;
}

function stacksOf(
  facts: Facts,
  daemonName: string,
  account: HeapAccount | undefined,
  goroutines: number,
): number {
  const all = goroutineTotal(facts.snapshot, daemonName) ?? facts.daemons.get(daemonName)?.goroutineCount;
  const stacks = account?.profile.memory?.stackInUseBytes;
  const each = stacks === undefined || all === undefined || all === 0 ? STACK_BYTES : stacks / all;
  return Math.round(each * Math.min(goroutines, all ?? goroutines));
}
