import type { WaitsFor } from '../task.ts';

export type KernelStatement =
  /** `now`: whether they still are; absent where the threads were not read. */
  | {
      readonly kind: 'hung-tasks';
      readonly tasks: readonly { readonly comm: string; readonly tid: number; readonly waits?: WaitsFor }[];
      readonly longestSeconds: number;
      readonly stillBlocked?: true;
    }
  | {
      readonly kind: 'nfs-silent';
      readonly servers: readonly string[];
      readonly lines: number;
      readonly waiting: number;
    }
  /** `message`: as the log knowledge names it; `name`: of the device or server. */
  | {
      readonly kind: 'storage-failed';
      readonly failing: readonly {
        readonly message: string;
        readonly name: string;
        readonly lines: number;
      }[];
    };
