/** Tells which goroutines, which memory and which kernel functions a diagnosis speaks of, for reports that draw them. */
import { readFacts } from '../causes/facts/facts.ts';
import { accountProfile } from '../causes/heap/account-heap.ts';
import { attributeHeap } from '../causes/heap/attribute-heap.ts';
import { isHeldSo } from '../causes/locks/judge-locks.ts';
import { describedLocks, findLockGraph } from '../causes/locks/lock-graph.ts';
import { matchRole } from '../causes/match/match-signature.ts';
import { completeProfile } from '../causes/facts/profile.ts';
import { classifyWait } from '../collect/blocked/classify-wait.ts';
import type { Attribution } from '../model/attribution.ts';
import type { Cause, GroupRole } from '../model/cause.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import type { GoroutineGroup, GoroutineProfile } from '../model/goroutine.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { BlockedTask } from '../model/task.ts';
import type { Examination } from './investigate.ts';

const ROLES: readonly GroupRole[] = ['primary', 'pair', 'also'];

/**
 * What belongs to which finding; pure. A group that several findings count belongs to the first of them. `profiles`: for each daemon
 * the one whose groups are told apart; without, the one that says most.
 */
export function attribute(
  { snapshot, diagnosis, causes }: Examination,
  profiles: readonly GoroutineProfile[] = mostTelling(snapshot),
): Attribution {
  const found = diagnosis.findings.flatMap(({ cause }) => causes.find(({ id }) => id === cause) ?? []);
  const causeOf = new Map<GoroutineGroup, string>();
  for (const profile of profiles) {
    const own = found.filter(({ daemon }) => daemon === profile.daemon);
    const version = snapshot.daemons.find(({ name }) => name === profile.daemon)?.version;
    for (const cause of own) attributeSignature(causeOf, profile, cause, version);
    attributeLocks(causeOf, profile, own);
  }
  return {
    profiles,
    causeOf,
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

function attributeSignature(
  causeOf: Map<GoroutineGroup, string>,
  profile: GoroutineProfile,
  cause: Cause,
  version: string | undefined,
): void {
  for (const group of ROLES.flatMap((role) => matchRole(profile, cause, role, version)?.groups ?? []))
    if (!causeOf.has(group)) causeOf.set(group, cause.id);
}

/** Who waits for a lock belongs to the cause that describes the lock; who holds it to the one that says how. */
function attributeLocks(
  causeOf: Map<GoroutineGroup, string>,
  profile: GoroutineProfile,
  causes: readonly Cause[],
): void {
  const locking = causes.filter(({ locks }) => locks !== undefined);
  if (locking.length === 0) return;
  const graph = findLockGraph(profile, describedLocks(locking));
  for (const lock of graph.locks) {
    const { described, waiters, holder } = lock;
    if (described === undefined) continue;
    for (const { group } of waiters) if (!causeOf.has(group)) causeOf.set(group, described.cause);
    const way = locking.find(({ locks = [] }) =>
      locks.some((way) => way.holds !== undefined && isHeldSo(graph, lock, way, described.cause)),
    );
    if (holder !== undefined && !causeOf.has(holder.group))
      causeOf.set(holder.group, way?.id ?? described.cause);
  }
}

function tellingFunction(task: BlockedTask): readonly (readonly [BlockedTask, string])[] {
  const trace =
    task.kernelStack.length > 0 ? task.kernelStack : [task.wchan].filter((name) => name !== undefined);
  const { by } = classifyWait(trace, undefined);
  return by === undefined ? [] : [[task, by]];
}
