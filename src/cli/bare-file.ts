import { createReadStream } from 'node:fs';
import { open as openFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { HostError } from '../system/host-error.ts';
import type { PlainFile } from '../host/host.ts';
import { fault } from './faults.ts';

/** One file that the user named, gunzipped where it is gzip'd. */
export interface BareFile {
  /** As the user named it; `-` is standard input. */
  readonly name: string;
  /** The first 64 KiB, one character a byte: enough to tell what it is. */
  readonly head: string;
  /** The whole content; standard input can be opened once. */
  open(): AsyncIterable<Uint8Array>;
  /** The file itself where nothing is packed in it, for readers that go to any place in it. */
  openPlain(): Promise<PlainFile | undefined>;
}

/** No text: what a protobuf looks like, whose first field may be any. */
export function isBinary({ head }: BareFile): boolean {
  return /[\x00-\x08]/.test(head);
}

const HEAD_BYTES = 64 * 1024;
const CHUNK_BYTES = 512 * 1024;

/** Opens a file, or standard input for `-`. Throws a fault when it cannot be read. */
export async function openBareFile(name: string, stdin: AsyncIterable<Uint8Array>): Promise<BareFile> {
  if (name !== '-') await mustBeReadable(name);
  const chunks = unzipped(
    name === '-' ? stdin : createReadStream(name, { highWaterMark: CHUNK_BYTES }),
    name,
  );
  const first: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < HEAD_BYTES) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    first.push(value);
    bytes += value.byteLength;
  }
  let opened = false;
  return {
    name,
    head: Buffer.concat(first).subarray(0, HEAD_BYTES).toString('latin1'),
    open: () => {
      if (opened && name === '-') throw new HostError(name, 'absent', 'standard input has been read already');
      if (opened) return unzipped(createReadStream(name, { highWaterMark: CHUNK_BYTES }), name);
      opened = true;
      return resumed(first, chunks);
    },
    openPlain: async () => (name === '-' ? undefined : openPlainFile(name)),
  };
}

async function openPlainFile(name: string): Promise<PlainFile | undefined> {
  const file = await openFile(name).catch(() => undefined);
  if (file === undefined) return undefined;
  const [magic, found] = [Buffer.alloc(2), await file.stat()];
  if (found.isFile()) await file.read(magic, 0, 2, 0);
  if (found.isFile() && !isGzip(magic))
    return { descriptor: file.fd, bytes: found.size, close: () => file.close() };
  await file.close();
  return undefined;
}

function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

async function mustBeReadable(path: string): Promise<void> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  } catch (error) {
    throw faultOf(path, error);
  }
}

/** The bytes, or what is packed in them. A gzip'd file that is cut short gives what was in it until then. */
async function* unzipped(source: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    const first = await chunks.next();
    if (first.done === true) return;
    const rest: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => chunks };
    const whole = resumed([first.value], rest);
    yield* isGzip(first.value) ? gunzipped(whole) : whole;
  } catch (error) {
    throw faultOf(name, error);
  }
}

async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const source = Readable.from(packed);
  source.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    if (!isCode(error, 'Z_BUF_ERROR')) throw error;
  } finally {
    source.destroy();
  }
}

async function* resumed(
  first: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* first;
  yield* rest;
}

function faultOf(path: string, error: unknown): Error {
  if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR'))
    return fault('file-not-found', { path }, { cause: error });
  if (isCode(error, 'EACCES') || isCode(error, 'EPERM'))
    return fault('file-denied', { path }, { cause: error });
  return error instanceof Error && 'code' in error
    ? fault('file-unreadable', { path, problem: error.message }, { cause: error })
    : error instanceof Error
      ? error
      : new Error(String(error));
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
