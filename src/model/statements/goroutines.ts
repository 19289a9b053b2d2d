import type { ContainerRef } from '../container-ref.ts';
import type { HolderWait, LockName } from '../lock.ts';

/** Where goroutines wait: `daemon.(*Daemon).Kill`, and in which state. */
export interface WaitPlace {
  readonly function: string;
  readonly state?: string;
}

export type GoroutineStatement =
  /** `beside`: the goroutines that go with the first; `pairs`: there is a fixed number of them for each occurrence. */
  | {
      readonly kind: 'goroutines-wait';
      readonly daemon: string;
      readonly count: number;
      readonly place?: WaitPlace;
      readonly occurrence: string;
      readonly beside?: { readonly count: number; readonly place: WaitPlace; readonly pairs: boolean };
      readonly companions?: { readonly count: number; readonly places: readonly WaitPlace[] };
      readonly calls: readonly string[];
      /** Goroutines for each container. */
      readonly divided: readonly number[];
    }
  /** What a cause is on this host, in one sentence. `how`: as `open`, whether there is a timeout is not known. */
  | {
      readonly kind: 'occurrences-wait';
      readonly daemon: string;
      readonly count: number;
      readonly occurrence: string;
      readonly containers: readonly ContainerRef[];
      readonly goroutines: number;
      readonly how: 'open' | 'unending' | 'plain';
      readonly oldestMinutes: number;
    }
  | { readonly kind: 'goroutines-unknown'; readonly daemon: string }
  /** Goroutines that no cause explains, in one place. `more`: places that are not told. */
  | {
      readonly kind: 'place';
      readonly daemon: string;
      readonly count: number;
      readonly function: string;
      readonly waitsFor: HolderWait | { readonly lock?: LockName; readonly holder?: PlaceHolder };
      readonly youngestMinutes?: number;
      readonly oldestMinutes?: number;
      readonly createdBy?: string;
      readonly waysIn: readonly WayIn[];
      readonly stackBytes: number;
      readonly bufferBytes: number;
      readonly fds: number;
      readonly more: number;
    }
  /** What grows in a daemon and is not explained. */
  | {
      readonly kind: 'unexplained-growth';
      readonly daemon: string;
      readonly goroutines?: number;
      readonly sockets?: number;
      readonly fds?: number;
      readonly bytes?: number;
      readonly bytesOf?: 'heap' | 'rss';
      readonly most?: { readonly count: number; readonly function: string; readonly createdBy?: string };
    };

/** By which call goroutines came into a daemon. */
export type WayIn =
  | { readonly by: 'call'; readonly name: string }
  | { readonly by: 'idle-connection' }
  | { readonly by: 'http'; readonly handler?: string };

export interface PlaceHolder {
  readonly function: string;
  readonly certain: boolean;
  readonly waitsFor: HolderWait;
}
