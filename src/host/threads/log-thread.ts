// Runs in a thread of its own: reads one log that lies in a file to its end.

import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { LogFile } from '../../model/log.ts';
import type { LogMessageDefinition } from '../../parse/log/log-message-definition.ts';
import { compileLogMessages } from '../../parse/log/log-messages.ts';
import { scanLog, type ScanOptions } from '../../parse/log/scan-log.ts';
import type { ThreadStart } from '../../system/thread-pool.ts';

export interface LogThreadData {
  readonly descriptor: number;
  readonly scan: Omit<ScanOptions, 'messages'>;
  readonly definitions: readonly LogMessageDefinition[];
}

const CHUNK_BYTES = 1 << 20;

const { data, progress } = workerData as ThreadStart<LogThreadData>;
const messages = compileLogMessages(data.definitions);
const log: LogFile = await scanLog(chunks(), { ...data.scan, messages });
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
parentPort?.postMessage(log);

/** One chunk after the other in the same memory. */
async function* chunks(): AsyncGenerator<Uint8Array> {
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (let position = 0; ;) {
    const bytes = readSync(data.descriptor, chunk, 0, CHUNK_BYTES, position);
    if (bytes === 0) return;
    position += bytes;
    Atomics.add(progress, 0, 1);
    yield chunk.subarray(0, bytes);
  }
}
