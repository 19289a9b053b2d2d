import type { HeapChange } from '../model/comparison.ts';
import type { HeapProfile, HeapSite } from '../model/heap.ts';
import { programFrame, stableName } from '../parse/go/program-frame.ts';
import { byChange, changedRows, changeOf, type Span } from './change.ts';
import { stackIdentity } from './stack-identity.ts';

interface Counted {
  readonly site: HeapSite;
  readonly count: number;
  readonly objects: number;
}

/** What became of the memory in use by where it was allocated. `exact`: both recordings are of one version. */
export function compareHeaps(
  daemon: string,
  before: HeapProfile,
  after: HeapProfile,
  exact: boolean,
  seconds: Span,
): readonly HeapChange[] {
  const identity = stackIdentity(exact);
  const count = ({ sites }: HeapProfile): ReadonlyMap<string, Counted> => {
    const counted = new Map<string, Counted>();
    for (const site of sites) {
      const key = identity(site.frames);
      const known = counted.get(key);
      counted.set(key, {
        site: known?.site ?? site,
        count: (known?.count ?? 0) + site.inUseBytes,
        objects: (known?.objects ?? 0) + site.inUseObjects,
      });
    }
    return counted;
  };
  const [was, is] = [count(before), count(after)];
  return changedRows(was, is)
    .map(({ key, row: { site }, before: then, after: now }) => {
      const frame = programFrame(site.frames);
      return {
        daemon,
        place: frame === undefined ? '?' : stableName(frame.function),
        ...changeOf(then, now, seconds),
        objects: (is.get(key)?.objects ?? 0) - (was.get(key)?.objects ?? 0),
        frames: site.frames,
      };
    })
    .sort(byChange(({ place, frames }) => `${place} ${identity(frames)}`));
}
