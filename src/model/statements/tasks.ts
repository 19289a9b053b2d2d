import type { WaitsFor } from '../task.ts';

export type TaskStatement =
  | { readonly kind: 'blocked-task-unknown' }
  | {
      readonly kind: 'tasks-blocked';
      readonly tasks: readonly {
        readonly comm: string;
        readonly tid: number;
        readonly state: string;
        readonly sigkillPending: boolean;
      }[];
    }
  /** The init of a container that has exited, or is about to. */
  | { readonly kind: 'init-exited'; readonly pid: number; readonly state: 'exiting' | 'zombie' }
  /** Tasks outside of containers. `backends`: by source, or by kind where that is not known. */
  | {
      readonly kind: 'host-tasks-blocked';
      readonly count: number;
      readonly tasks: readonly {
        readonly comm: string;
        readonly pid: number;
        readonly startedSecondsAgo?: number;
      }[];
      readonly backends: readonly (
        { readonly waits: WaitsFor } | { readonly source: string; readonly fstype: string }
      )[];
    };
