import type { WaitsFor } from '../task.ts';

/** A backend, and how many tasks wait for it. */
export interface WaitedBackend {
  readonly waits: WaitsFor;
  readonly source: string;
  readonly fstype: string;
  readonly mountPoint: string;
  readonly tasks: number;
}

export type BackendStatement =
  | { readonly kind: 'backend-unknown' }
  /** What the blocked tasks wait for. */
  | { readonly kind: 'waits-for-backend'; readonly backend: WaitedBackend }
  /** Tasks of which the exact backend is not known; `candidates`: `nas01:/export/vol1 on /mnt/vol1`. */
  | {
      readonly kind: 'backend-candidates';
      readonly tasks: number;
      readonly waits: readonly WaitsFor[];
      readonly candidates: readonly { readonly source: string; readonly mountPoint: string }[];
    }
  /** By the call traces of the kernel's log; `function`: the kernel function in which it waits. */
  | {
      readonly kind: 'traced-waits';
      readonly tasks: readonly {
        readonly comm: string;
        readonly tid: number;
        readonly function?: string;
        readonly waits: WaitsFor;
      }[];
    };
