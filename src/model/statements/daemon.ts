import type { ContainerRef } from '../container-ref.ts';

export type DaemonStatement =
  | { readonly kind: 'daemon-not-seen'; readonly daemon: string }
  /** What a daemon uses; absent figures are unknown. */
  | {
      readonly kind: 'daemon-uses';
      readonly daemon: string;
      readonly version?: string;
      readonly pid?: number;
      readonly fds?: number;
      readonly fdLimit?: number;
      readonly goroutines?: number;
      readonly rssBytes?: number;
    }
  /** Whether exit events still reach dockerd. `listeners`: its event streams. `containers`: whose exit is waited for. */
  | {
      readonly kind: 'event-path';
      readonly dockerdListens?: boolean;
      readonly containerdServes?: boolean;
      readonly listeners?: number;
      readonly containers: readonly ContainerRef[];
    }
  /** `unable`: the daemons that can do nothing without it. */
  | {
      readonly kind: 'no-containerd';
      readonly shims: number;
      readonly running: number;
      readonly unable: readonly string[];
    }
  | {
      readonly kind: 'runtime-stopped';
      readonly processes: readonly { readonly comm: string; readonly pid: number }[];
      readonly containers: readonly ContainerRef[];
      readonly by: 'signal' | 'debugger';
    }
  | { readonly kind: 'fd-kinds-unknown'; readonly daemon: string }
  /** `total` = `explained` + `ordinary` + `unexplained`. */
  | {
      readonly kind: 'fd-kinds';
      readonly total: number;
      readonly explained: number;
      readonly ordinary: number;
      readonly unexplained: number;
      readonly kinds: readonly { readonly of: string; readonly count: number }[];
    }
  /** Threads against a limit: a sysctl, or `pids.max` of a cgroup. */
  | {
      readonly kind: 'threads-near-limit';
      readonly limit: string;
      readonly isCgroup: boolean;
      readonly used: number;
      readonly max: number;
    }
  | {
      readonly kind: 'most-threads';
      readonly programs: readonly {
        readonly comm: string;
        readonly threads: number;
        readonly processes: number;
        readonly pid?: number;
        readonly container?: ContainerRef;
      }[];
    };
