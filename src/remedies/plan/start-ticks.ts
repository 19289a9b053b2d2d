import { inBatches } from '../../collect/reading/in-batches.ts';
import { parseOr, tryRead } from '../../collect/blocked/try-read.ts';
import type { Host } from '../../host/host.ts';
import { parseProcStat } from '../../parse/proc/stat.ts';

/** Start times of threads, in clock ticks since boot, by tid; without those that have ended or do not tell. */
export async function readStartTicks(
  host: Host,
  threads: readonly { readonly pid: number; readonly tid: number }[],
): Promise<ReadonlyMap<number, number>> {
  const starts = new Map<number, number>();
  await inBatches(threads, async ({ pid, tid }) => {
    const result = await tryRead(host, `proc/${pid}/task/${tid}/stat`, 8192);
    if ('failure' in result) return;
    const stat = parseOr(
      () => parseProcStat(result.text),
      () => undefined,
    );
    if (stat !== undefined) starts.set(tid, stat.startTicks);
  });
  return starts;
}
