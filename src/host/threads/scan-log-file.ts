import type { LogFile } from '../../model/log.ts';
import type { ScanOptions } from '../../parse/log/scan-log.ts';
import type { PlainFile } from '../host.ts';
import type { LogThreadData } from './log-thread.ts';
import { tryInThreads, threadModule } from '../../system/thread-pool.ts';

/** Below this, a thread costs more than it brings. */
const WORTH_A_THREAD_BYTES = 64 << 20;

/**
 * Reads a large log that lies in a file in a thread of its own, so that several are read at once; what comes out is what `scanLog`
 * finds. Undefined where that is not worth it or not possible: read it as a stream. Rejects with HostError.
 */
export async function scanLogFile(
  { descriptor, bytes }: PlainFile,
  { messages, ...scan }: ScanOptions,
  {
    deadlineMs,
    leastBytes = WORTH_A_THREAD_BYTES,
  }: { readonly deadlineMs: number; readonly leastBytes?: number },
): Promise<LogFile | undefined> {
  const module = threadModule(import.meta.url, './log-thread');
  if (module === undefined || bytes < leastBytes) return undefined;
  const logs = await tryInThreads<LogThreadData, LogFile>({
    module,
    data: { descriptor, scan, definitions: messages.definitions },
    taskCount: 1,
    path: scan.file,
    deadlineMs,
  });
  return logs?.[0];
}
