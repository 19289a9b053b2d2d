/**
 * How far a heap profile can be off: Go records one object for every 512 KiB allocated (runtime.MemProfileRate) and scales up.
 * A figure made of n recorded objects has a standard error of about 1 / sqrt(n).
 */
import type { HeapUse } from '../../model/heap.ts';

/** Twice the standard error, as a ratio: in 19 of 20 cases the truth is nearer. Undefined where the number of samples is not known. */
export function samplingError(uses: readonly HeapUse[]): number | undefined {
  const sampled = countSampled(uses);
  return sampled === undefined || sampled === 0 ? undefined : Math.min(1, 2 / Math.sqrt(sampled));
}

/** Fewer objects than these say little of how much there is. */
const ENOUGH = 16;

/** Whether a figure made of these uses is good to a half. */
export function isReliable(uses: readonly HeapUse[]): boolean {
  return (countSampled(uses) ?? 0) >= ENOUGH;
}

function countSampled(uses: readonly HeapUse[]): number | undefined {
  return uses.some(({ sampledObjects }) => sampledObjects === undefined)
    ? undefined
    : uses.reduce((sum, { sampledObjects = 0 }) => sum + sampledObjects, 0);
}
