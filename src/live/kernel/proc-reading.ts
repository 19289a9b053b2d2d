import { closeSync, constants, openSync, readSync } from 'node:fs';
import { tooLarge } from '../../system/chunks.ts';
import { hostError } from '../../system/system-error.ts';

const buffer = Buffer.allocUnsafe(256 * 1024);

/**
 * A small file of /proc that the kernel answers without waiting for anything, as a new array. Synchronous: it takes
 * microseconds, and none of libuv's four threads. HostError otherwise.
 */
export function readProcFile(file: string, path: string, maxBytes: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let total = 0;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    for (;;) {
      const bytes = readSync(descriptor, buffer, 0, buffer.length, null);
      if (bytes === 0) break;
      total += bytes;
      if (total > maxBytes) throw tooLarge(path, maxBytes);
      parts.push(Uint8Array.prototype.slice.call(buffer, 0, bytes));
    }
  } catch (error) {
    throw hostError(path, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : Buffer.concat(parts);
}

/** The first 4 KiB of such a file as text; `undefined` when it cannot be read. The fast way, for thousands of them. */
export function peekProcText(file: string): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, 4096, null));
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
