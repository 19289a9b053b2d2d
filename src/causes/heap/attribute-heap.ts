/** Which memory belongs to which cause: that of connections and goroutines of which a cause holds nearly all. */
import type { Counts } from '../../model/diagnosis.ts';
import type { HeapProfile, HeapSite } from '../../model/heap.ts';
import type { Facts } from '../facts/facts.ts';
import { goroutineTotal } from '../facts/profile.ts';
import { accountProfile } from './account-heap.ts';
import { HTTP_USES } from './heap-use-table.ts';
import { countConnections } from './held-memory.ts';

/** What one cause holds in the daemon of the profile. */
export interface Holder {
  readonly cause: string;
  readonly counts: Counts;
}

/** From this share on memory is said to belong to a cause; below, it is shared by several. */
const NEARLY_ALL = 0.9;

/** The cause (id) of each place that is known to allocate for its connections or goroutines; the first that holds nearly all. */
export function attributeHeap(
  facts: Facts,
  profile: HeapProfile,
  holders: readonly Holder[],
): ReadonlyMap<HeapSite, string> {
  const { uses } = accountProfile(facts.snapshot, profile);
  const unitsOf = (id: string): number => uses.find((use) => use.id === id)?.units ?? 0;
  // The profile may be older than the last clients that came or went.
  const connections = Math.max(countConnections(facts, profile.daemon) ?? 0, unitsOf('http-write-buffer'));
  const goroutines = Math.max(
    goroutineTotal(facts.snapshot, profile.daemon) ?? 0,
    unitsOf('goroutine-records'),
  );
  const holderOf = (held: (counts: Counts) => number | undefined, all: number): string | undefined =>
    holders.find(({ counts }) => all > 0 && (held(counts) ?? 0) >= all * NEARLY_ALL)?.cause;
  const ofConnections = holderOf(({ sockets }) => sockets, connections);
  const ofGoroutines = holderOf((counts) => counts.goroutines, goroutines);
  return new Map(
    uses.flatMap(({ id, sites }) => {
      const cause = HTTP_USES.has(id) ? ofConnections : OF_GOROUTINES.has(id) ? ofGoroutines : undefined;
      return cause === undefined ? [] : sites.map((site) => [site, cause] as const);
    }),
  );
}

const OF_GOROUTINES: ReadonlySet<string> = new Set(['goroutine-records', 'state-wait']);
