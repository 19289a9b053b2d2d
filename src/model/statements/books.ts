import type { ContainerRef } from '../container-ref.ts';

/** What a figure of a cross-check counts. */
export type BookSide =
  /** All of a daemon. */
  | { readonly of: 'goroutines'; readonly daemon: string }
  | { readonly of: 'fds'; readonly daemon: string }
  /** `causes`: empty for what has no share by cause. */
  | {
      readonly of: 'accounted';
      readonly explained: number;
      readonly causes: readonly { readonly cause: string; readonly count: number }[];
      readonly ordinary: number;
      readonly unexplained: number;
    }
  | { readonly of: 'occurrences'; readonly occurrence: string; readonly daemon?: string }
  | { readonly of: 'unanswered' }
  | { readonly of: 'disconnected'; readonly daemon: string }
  | { readonly of: 'exit-waits' | 'kept-connections' | 'waits' | 'logged-stops' | 'failed-stops' | 'logged' }
  | { readonly of: 'goroutines-in'; readonly functions: readonly string[] }
  | { readonly of: 'container-stops'; readonly container: ContainerRef }
  | { readonly of: 'heap-buffers'; readonly daemon: string }
  | { readonly of: 'wanted-buffers'; readonly connections: number; readonly bytesEach: number };
