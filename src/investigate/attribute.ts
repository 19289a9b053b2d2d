/** Tells which goroutines, which memory and which kernel functions a diagnosis speaks of, for reports that draw them. */
import { readFacts } from '../causes/facts/facts.ts';
import { accountProfile } from '../causes/heap/account-heap.ts';
import { attributeHeap } from '../causes/heap/attribute-heap.ts';
import { seeCauses } from '../causes/detect/see-causes.ts';
import type { Ledger, Share } from '../causes/ledger/ledger.ts';
import { partOfWaits } from '../causes/ledger/part-of-waits.ts';
import { enterStuckOperations } from '../causes/unexplained/operation-stuck.ts';
import { unexplainedPlaces } from '../causes/unexplained/reckoning.ts';
import { UNKNOWN_GROWTH } from '../causes/unexplained/unknown-growth.ts';
import { completeProfile } from '../causes/facts/profile.ts';
import { classifyWait } from '../collect/blocked/classify-wait.ts';
import type { Attribution, GroupPart } from '../model/attribution.ts';
import type { Cause } from '../model/cause.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import type { GoroutineGroup, GoroutineProfile } from '../model/goroutine.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { BlockedTask } from '../model/task.ts';
import type { Examination } from './investigate.ts';

/**
 * What belongs to which finding, as the ledger divides it; pure. `profiles`: for each daemon
 * the one whose groups are told apart; without, the one that says most.
 */
export function attribute(
  { snapshot, diagnosis, causes }: Examination,
  profiles: readonly GoroutineProfile[] = mostTelling(snapshot),
): Attribution {
  const found = causes.filter(({ id }) => diagnosis.findings.some(({ cause }) => cause === id));
  const grows = found.some(({ id }) => id === UNKNOWN_GROWTH);
  const causeOf = new Map<GoroutineGroup, string>();
  const partsOf = new Map<GoroutineGroup, readonly GroupPart[]>();
  for (const profile of profiles) {
    const facts = readFacts({ ...snapshot, goroutines: [profile] });
    const seen = seeCauses(facts, found, true);
    for (const { ledger } of enterStuckOperations(
      facts,
      seen.ledgers,
      seen.locked.map(({ graph }) => graph),
    )) {
      paint(causeOf, ledger.shares);
      for (const [group, parts] of divideGroups(ledger)) partsOf.set(group, parts);
      if (grows) for (const { groups } of unexplainedPlaces(facts, ledger)) paintRest(causeOf, groups);
    }
  }
  return {
    profiles,
    causeOf,
    partsOf,
    ...attributeHeaps(snapshot, diagnosis, causes),
    tellingFunctionOf: new Map((snapshot.tasks?.blocked ?? []).flatMap(tellingFunction)),
  };
}

type HeapAttribution = Pick<Attribution, 'useOf' | 'heapCauseOf' | 'memoryOf'>;

function attributeHeaps(
  snapshot: Snapshot,
  { findings }: Diagnosis,
  causes: readonly Cause[],
): HeapAttribution {
  const facts = readFacts(snapshot);
  const daemonOf = (id: string): string | undefined => causes.find((cause) => cause.id === id)?.daemon;
  const accounts = snapshot.heaps.map((heap) => accountProfile(snapshot, heap));
  return {
    useOf: new Map(
      accounts.flatMap(({ uses }) =>
        uses.flatMap(({ says, sites }) => sites.map((site) => [site, says] as const)),
      ),
    ),
    heapCauseOf: new Map(
      snapshot.heaps.flatMap((heap) => {
        const own = findings.filter(({ cause }) => daemonOf(cause) === heap.daemon);
        return [...attributeHeap(facts, heap, own)];
      }),
    ),
    memoryOf: new Map(
      accounts.flatMap(({ profile, memory }) => (memory === undefined ? [] : [[profile, memory] as const])),
    ),
  };
}

function mostTelling(snapshot: Snapshot): readonly GoroutineProfile[] {
  const daemons = [...new Set(snapshot.goroutines.map(({ daemon }) => daemon))].sort();
  return daemons.flatMap((daemon) => completeProfile(snapshot, daemon) ?? []);
}

/** A group of which several causes have some goes to the one that has most of it. */
function paint(causeOf: Map<GoroutineGroup, string>, shares: readonly Share[]): void {
  const most = new Map<GoroutineGroup, number>();
  for (const { cause, entries } of shares)
    for (const { group, count } of entries) {
      if (count <= (most.get(group) ?? 0)) continue;
      most.set(group, count);
      causeOf.set(group, cause);
    }
}

/** The groups of which a cause has some and not all. */
function divideGroups({ shares, left }: Ledger): ReadonlyMap<GoroutineGroup, readonly GroupPart[]> {
  const byGroup = new Map<GoroutineGroup, Map<string, number>>();
  for (const { cause, entries } of shares)
    for (const { group, count } of entries) {
      const counts = byGroup.get(group) ?? new Map<string, number>();
      byGroup.set(group, counts.set(cause, (counts.get(cause) ?? 0) + count));
    }
  const divided = new Map<GoroutineGroup, readonly GroupPart[]>();
  for (const [group, counts] of byGroup) {
    const rest = left.get(group) ?? 0;
    if (counts.size === 1 && rest === 0) continue;
    const part = (count: number): Omit<GroupPart, 'cause'> => ({
      count,
      waits: partOfWaits(group.waits, count),
    });
    divided.set(group, [
      ...[...counts].map(([cause, count]) => ({ cause, ...part(count) })),
      ...(rest === 0 ? [] : [part(rest)]),
    ]);
  }
  return divided;
}

/** Groups of which a cause has some keep its colour. */
function paintRest(causeOf: Map<GoroutineGroup, string>, groups: readonly GoroutineGroup[]): void {
  for (const group of groups) if (!causeOf.has(group)) causeOf.set(group, UNKNOWN_GROWTH);
}

function tellingFunction(task: BlockedTask): readonly (readonly [BlockedTask, string])[] {
  const trace =
    task.kernelStack.length > 0 ? task.kernelStack : [task.wchan].filter((name) => name !== undefined);
  const { by } = classifyWait(trace, undefined);
  return by === undefined ? [] : [[task, by]];
}
