import type { GoroutineProfile } from '../../model/goroutine.ts';
import { countRanges } from '../../parse/go/dump-range.ts';
import type { ArgumentProbe } from '../../parse/go/goroutine-grouping.ts';
import { profileOfPart } from '../../parse/go/goroutine-part.ts';
import { mergeGoroutineParts } from '../../parse/go/merge-goroutine-parts.ts';
import type { PlainFile } from '../host.ts';
import type { DumpThreadData, DumpThreadMessage } from './dump-thread.ts';
import { tryInThreads, threadModule } from '../../system/thread-pool.ts';

/** Below this, threads cost more than they bring. */
const WORTH_THREADS_BYTES = 128 << 20;
const RANGE_BYTES = 64 << 20;

export interface DumpFileOptions {
  readonly daemon: string;
  readonly file: string;
  readonly argumentProbes: readonly ArgumentProbe[];
  /** How long nothing may be read before it is given up. */
  readonly deadlineMs: number;
  readonly rangeBytes?: number;
}

/**
 * Parses and groups a full dump that lies in a file, on all processors; what comes out is what one reader would have found.
 * Undefined where that is not worth it or not possible: read it as a stream. Rejects with HostError and ParseError.
 */
export async function parseDumpFile(
  file: PlainFile,
  options: DumpFileOptions,
): Promise<GoroutineProfile | undefined> {
  const { argumentProbes: probes, rangeBytes = RANGE_BYTES } = options;
  const module = threadModule(import.meta.url, './dump-thread');
  if (module === undefined || (options.rangeBytes === undefined && file.bytes < WORTH_THREADS_BYTES))
    return undefined;
  const ranges = { bytes: file.bytes, rangeBytes };
  const messages = await tryInThreads<DumpThreadData, DumpThreadMessage>({
    module,
    data: { descriptor: file.descriptor, ranges, probes },
    taskCount: countRanges(ranges),
    path: options.file,
    deadlineMs: options.deadlineMs,
  });
  if (messages === undefined) return undefined;
  messages.sort((a, b) => a.range - b.range);
  const merged = mergeGoroutineParts(messages.map(({ part }) => part));
  return merged && profileOfPart(merged, options);
}
