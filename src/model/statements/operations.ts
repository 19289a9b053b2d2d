import type { HolderWait } from '../lock.ts';

export type OperationStatement =
  /** Operations of one daemon that are open for too long. */
  | {
      readonly kind: 'operations-open';
      readonly daemon: string;
      readonly count: number;
      readonly names: readonly string[];
      readonly oldestMinutes: number;
      readonly waitsFor: HolderWait;
      /** What the holder at the root of its lock waits for. */
      readonly rootWait?: HolderWait;
    }
  /** One of them. `isCall`: `name` is a call that it serves; else the function with which it began. */
  | {
      readonly kind: 'operation-waits';
      readonly daemon: string;
      readonly name: string;
      readonly isCall: boolean;
      readonly count: number;
      readonly oldestMinutes: number;
      readonly waitsFor: HolderWait;
    }
  | { readonly kind: 'more-operations'; readonly count: number };
