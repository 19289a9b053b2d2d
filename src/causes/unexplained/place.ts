/** Goroutines that no cause has, brought together by where they wait in the program's own terms. */
import type { Frame, GoroutineGroup, WaitHistogram } from '../../model/goroutine.ts';
import { programFrame, stableName } from '../../parse/go/program-frame.ts';
import { partOfWaits } from '../ledger/part-of-waits.ts';
import { mergeWaits } from '../match/match-signature.ts';

/** Goroutines that wait in one function and were started by one. */
export interface Place {
  /** `daemon.(*Daemon).Kill`. */
  readonly name: string;
  readonly createdBy?: string;
  readonly count: number;
  /** Most goroutines first; the first stands for all. */
  readonly groups: readonly [GoroutineGroup, ...GoroutineGroup[]];
  readonly waits: WaitHistogram;
}

/** What is left of the groups, by place; most goroutines first. */
export function findPlaces(left: ReadonlyMap<GoroutineGroup, number>): readonly Place[] {
  const places = new Map<string, { group: GoroutineGroup; count: number }[]>();
  for (const [group, count] of left) {
    const key = `${nameOf(programFrame(group.frames))} ${nameOf(group.createdBy)}`;
    const members = places.get(key);
    if (members === undefined) places.set(key, [{ group, count }]);
    else members.push({ group, count });
  }
  return [...places.values()]
    .flatMap((members) => describe(members))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

function describe(members: readonly { group: GoroutineGroup; count: number }[]): readonly Place[] {
  const [first, ...more] = members.map(({ group }) => group).sort((a, b) => b.count - a.count);
  if (first === undefined) return [];
  return [
    {
      name: nameOf(programFrame(first.frames)),
      ...(first.createdBy === undefined ? {} : { createdBy: nameOf(first.createdBy) }),
      count: members.reduce((sum, { count }) => sum + count, 0),
      groups: [first, ...more],
      waits: mergeWaits(members.map(({ group, count }) => partOfWaits(group.waits, count))),
    },
  ];
}

function nameOf(frame: Frame | undefined): string {
  return frame === undefined ? '?' : stableName(frame.function);
}
