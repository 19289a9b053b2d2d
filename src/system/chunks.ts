import { HostError } from './host-error.ts';

export const DEFAULT_READ_BYTES = 16 * 1024 * 1024;

/** The given chunks, one after the other. */
export async function* streamOf(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** The same chunks, until they exceed `maxBytes`: then HostError `too-large`. */
export async function* limitBytes(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  path: string,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(path, maxBytes);
    yield chunk;
  }
}

/** All chunks as one array; HostError `too-large` above `maxBytes`. */
export async function joinChunks(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  path: string,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of limitBytes(chunks, maxBytes, path)) parts.push(chunk);
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : Buffer.concat(parts);
}

export function tooLarge(path: string, maxBytes: number): HostError {
  return new HostError(path, 'too-large', `${path} is larger than ${inMebibytes(maxBytes)}`);
}

/** `16 MiB`, `2 GiB`, `700 B`. */
export function inMebibytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Math.round(value * 10) / 10} ${units[unit] ?? 'B'}`;
}
