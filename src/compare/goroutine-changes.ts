import type { GoroutineChange } from '../model/comparison.ts';
import type { GoroutineGroup, GoroutineProfile } from '../model/goroutine.ts';
import { programFrame, stableName } from '../parse/go/program-frame.ts';
import { byChange, changedRows, changeOf, type Span } from './change.ts';
import { stackIdentity } from './stack-identity.ts';

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
