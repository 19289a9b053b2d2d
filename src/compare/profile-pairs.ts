/** Which profiles of two recordings are held against each other. */
import type { GoroutineProfile } from '../model/goroutine.ts';
import type { HeapProfile } from '../model/heap.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { completeProfiles } from '../parse/go/complete-profiles.ts';

/** The profiles of one daemon, before and after; absent where one of the two recordings has none. */
export interface ProfilePair {
  readonly daemon: string;
  readonly goroutines?: readonly [GoroutineProfile, GoroutineProfile];
  readonly heaps?: readonly [HeapProfile, HeapProfile];
}

/** One for each daemon of which either recording has a profile, by its name. */
export function pairProfiles(was: Snapshot, is: Snapshot): readonly ProfilePair[] {
  const all = [...was.goroutines, ...was.heaps, ...is.goroutines, ...is.heaps].map(({ daemon }) => daemon);
  return [...new Set(all)].sort().map((daemon) => {
    const own = <One extends { readonly daemon: string }>(profiles: readonly One[]): readonly One[] =>
      profiles.filter((profile) => profile.daemon === daemon);
    const goroutines = chooseProfiles(own(was.goroutines), own(is.goroutines));
    const [[heap], [later]] = [own(was.heaps), own(is.heaps)];
    return {
      daemon,
      ...(goroutines === undefined ? {} : { goroutines }),
      ...(heap === undefined || later === undefined ? {} : { heaps: [heap, later] as const }),
    };
  });
}

/** The two profiles of a daemon that tell most and can be held against each other; undefined when one has none. */
function chooseProfiles(
  before: readonly GoroutineProfile[],
  after: readonly GoroutineProfile[],
): readonly [GoroutineProfile, GoroutineProfile] | undefined {
  for (const format of ['debug2', 'debug1', 'protobuf'] as const) {
    const was = completeProfiles(before).find((profile) => profile.format === format);
    const is = completeProfiles(after).find((profile) => profile.format === format);
    if (was !== undefined && is !== undefined) return [was, is];
  }
  const was = completeProfiles(before)[0] ?? before[0];
  const is = completeProfiles(after)[0] ?? after[0];
  return was === undefined || is === undefined ? undefined : [was, is];
}
