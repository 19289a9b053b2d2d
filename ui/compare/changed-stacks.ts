import { stableStack, stackIdentity } from '../../src/compare/stack-identity.ts';
import type { Frame } from '../../src/model/goroutine.ts';
import type { ProfileChange } from '../../src/report/page/comparison-data.ts';
import type { ReportHeap, ReportProfile } from '../../src/report/page/report-data.ts';
import { shortFunction } from '../../src/report/steps/frame.ts';
import { frameAt } from '../goroutines/shown-group.ts';
import type { PanelStack, StackSource } from '../goroutines/panel-stack.ts';

/** One stack of a profile, with how many goroutines, or bytes, are in it. */
export type SizedStack = Omit<PanelStack, 'profile' | 'size'> & { readonly size: number };

/** Goroutines or memory by their stacks. */
export interface SizedProfile extends StackSource {
  readonly total: number;
  readonly stacks: readonly SizedStack[];
  /** How many more there are of what the stacks count, and in how many stacks. */
  readonly more?: { readonly size: number; readonly stacks: number };
}

/** The same stack then and now. */
export interface ChangedStack {
  /** Root first. */
  readonly names: readonly string[];
  readonly before: number;
  readonly after: number;
  readonly was?: SizedStack;
  readonly is?: SizedStack;
}

export function ofGoroutines(profile: ReportProfile): SizedProfile {
  const { groups, more, ...rest } = profile;
  return {
    ...rest,
    stacks: groups.map((group) => ({ ...group, size: group.count })),
    ...(more === undefined ? {} : { more: { size: more.goroutines, stacks: more.groups } }),
  };
}

export function ofHeap({ sites, inUseBytes, ...rest }: ReportHeap): SizedProfile {
  const told = sites.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    ...rest,
    total: inUseBytes,
    stacks: sites.map(({ stack, bytes }) => ({ stack, size: bytes })),
    ...(told < inUseBytes * 0.99 ? { more: { size: inUseBytes - told, stacks: 0 } } : {}),
  };
}

/** Names by which stacks of two recordings are known as the same; root first, for a tree. */
export function treeNames(frames: readonly Frame[], sameVersion: boolean): readonly string[] {
  const names = sameVersion ? frames.map((frame) => shortFunction(frame.function)) : stableStack(frames);
  return names.toReversed();
}

/** Every stack that either profile has, those that changed most first; what is the same stack is as a comparison has it. */
export function joinStacks(
  { sameVersion }: Pick<ProfileChange<unknown>, 'sameVersion'>,
  before: SizedProfile,
  after: SizedProfile,
): readonly ChangedStack[] {
  const identity = stackIdentity(sameVersion);
  const joined = new Map<string, ChangedStack>();
  const add = (profile: SizedProfile, side: 'before' | 'after'): void => {
    for (const one of profile.stacks) {
      const frames = one.stack.map((index) => frameAt(profile, index));
      const key = identity(frames);
      const known = joined.get(key) ?? { names: treeNames(frames, sameVersion), before: 0, after: 0 };
      joined.set(key, {
        ...known,
        ...(side === 'before' ? { was: known.was ?? one } : { is: known.is ?? one }),
        [side]: known[side] + one.size,
      });
    }
  };
  add(before, 'before');
  add(after, 'after');
  return [...joined.values()].sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}
