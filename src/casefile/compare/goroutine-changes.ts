import type { GoroutineChange } from '../../model/comparison.ts';
import type { GoroutineGroup, GoroutineProfile } from '../../model/goroutine.ts';
import { completeProfiles } from '../../parse/go/complete-profiles.ts';
import { programFrame, stableName } from '../../parse/go/program-frame.ts';
import { byChange, changedRows, changeOf, type Span } from './change.ts';
import { stackIdentity } from './stack-identity.ts';

/** The two profiles of a daemon that tell most and can be held against each other; undefined when one has none. */
export function chooseProfiles(
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

interface Counted {
  readonly count: number;
  readonly group: GoroutineGroup;
}

/** What became of each group of goroutines of one daemon. `exact`: both recordings are of one version. */
export function compareGoroutines(
  daemon: string,
  [before, after]: readonly [GoroutineProfile, GoroutineProfile],
  exact: boolean,
  seconds: Span,
): readonly GoroutineChange[] {
  // What only one of the formats tells would set the same goroutines apart.
  const full = before.format === 'debug2' && after.format === 'debug2';
  const identity = stackIdentity(exact);
  const count = ({ groups }: GoroutineProfile): ReadonlyMap<string, Counted> => {
    const counted = new Map<string, Counted>();
    for (const group of groups) {
      const creator = full && group.createdBy !== undefined ? identity([group.createdBy]) : '';
      const key = `${full ? (group.state ?? '') : ''}\n${creator}\n\n${identity(group.frames)}`;
      const known = counted.get(key);
      counted.set(key, { group: known?.group ?? group, count: (known?.count ?? 0) + group.count });
    }
    return counted;
  };
  return changedRows(count(before), count(after))
    .map(({ row: { group }, before: then, after: now }) => ({
      daemon,
      place: placeOf(group),
      ...(full && group.state !== undefined ? { state: group.state } : {}),
      ...(full && group.createdBy !== undefined ? { createdBy: stableName(group.createdBy.function) } : {}),
      ...changeOf(then, now, seconds),
      frames: group.frames,
    }))
    .sort(
      byChange(({ place, state, createdBy, frames }) =>
        [place, state, createdBy, identity(frames)].join(' '),
      ),
    );
}

function placeOf({ frames }: GoroutineGroup): string {
  const frame = programFrame(frames);
  return frame === undefined ? '?' : stableName(frame.function);
}
