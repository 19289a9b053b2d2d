import type { Recording } from '../recording.ts';

/**
 * What Go prints behind a goroutine's state: `, 5940 minutes`, from one minute on. It knows the wait only since the first GC
 * that saw the goroutine wait (golang/go src/runtime/mgcmark.go: gp.waitsince), so waits begin at a GC.
 */
export function waitMinutes({ outcome, memory }: Recording, sinceMs: number): string {
  const stampedMs = Math.ceil(sinceMs / memory.gcPeriodMs) * memory.gcPeriodMs;
  const minutes = Math.floor((outcome.capturedMs - stampedMs) / 60_000);
  return minutes < 1 ? '' : `, ${minutes} minutes`;
}
