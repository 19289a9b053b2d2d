import { read } from 'node:fs';
import { promisify } from 'node:util';
import { withDeadline } from '../system/deadline.ts';
import type { Host, PlainFile } from './host.ts';
import { hostError } from '../system/system-error.ts';

const CHUNK_BYTES = 256 * 1024;
const readInto = promisify(read);

/** Reads bytes at `position` into `into`; resolves to how many, 0 at the end. Rejects with HostError within the deadline. */
export async function readFileAt(
  { descriptor }: PlainFile,
  path: string,
  into: Uint8Array,
  position: number,
  deadlineMs: number,
): Promise<number> {
  try {
    const reading = readInto(descriptor, into, 0, into.length, position);
    return (await withDeadline(reading, deadlineMs, path, path)).bytesRead;
  } catch (error) {
    throw hostError(path, error);
  }
}

/** What `work` makes of the plain file in which a content lies; undefined where it lies in none. */
export async function withPlainFile<T>(
  host: Host,
  path: string,
  work: (file: PlainFile) => Promise<T | undefined>,
): Promise<T | undefined> {
  const file = await host.openFile?.(path);
  if (file === undefined) return undefined;
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

/** The content from `position` on, as a stream of chunks. Rejects with HostError. */
export async function* readFileFrom(
  file: PlainFile,
  path: string,
  position: number,
  deadlineMs: number,
): AsyncGenerator<Uint8Array> {
  for (let at = position; ;) {
    const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    const bytes = await readFileAt(file, path, chunk, at, deadlineMs);
    if (bytes === 0) return;
    yield chunk.subarray(0, bytes);
    at += bytes;
  }
}
