import type { ContainerRef } from '../container-ref.ts';
import type { HolderWait, LockName } from '../lock.ts';

/** Who holds a lock: the function, and what it waits for. */
export interface LockStep {
  readonly function: string;
  readonly waitsFor: HolderWait;
}

export type LockStatement =
  /** One lock, down to its root. `way`: holders, each waiting for the next; the last may be unseen. */
  | {
      readonly kind: 'lock-waits';
      readonly lock: LockName;
      readonly waiters: number;
      readonly oldestMinutes?: number;
      /** Waiters that want to write, while others want to read. */
      readonly writers: number;
      /** How many goroutines may be its holder. */
      readonly candidates: number;
      readonly way: readonly (LockStep | undefined)[];
      /** Locks in the cycle that it is part of. */
      readonly cycle?: number;
    }
  | { readonly kind: 'more-locks'; readonly count: number }
  | {
      readonly kind: 'lock-waiters';
      readonly daemon: string;
      readonly count: number;
      readonly locks: number;
      readonly places: readonly { readonly function: string; readonly count: number }[];
      readonly calls: readonly string[];
    }
  | { readonly kind: 'thread-in-kernel-unknown'; readonly daemon: string }
  /** The whole finding. `tells`: as of a locked cause. */
  | {
      readonly kind: 'locks-held';
      readonly daemon: string;
      readonly tells: 'whole' | 'holder' | 'waiters';
      readonly waiters: number;
      readonly locks: number;
      readonly names: readonly LockName[];
      readonly containers: readonly ContainerRef[];
      readonly isCycle: boolean;
      readonly holder?: { readonly function: string; readonly rootWait: HolderWait };
    };
