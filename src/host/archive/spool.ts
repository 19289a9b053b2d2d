/** Holds bytes until their number is known: in memory as long as they are few, then in a file that has no name any more. */
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const IN_MEMORY_BYTES = 32 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

export class Spool {
  #kept: Uint8Array[] = [];
  #file: FileHandle | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  async add(chunk: Uint8Array): Promise<void> {
    this.#size += chunk.byteLength;
    this.#kept.push(chunk);
    if (this.#file === undefined && this.#size <= IN_MEMORY_BYTES) return;
    this.#file ??= await openNameless();
    for (const part of this.#kept) await this.#file.appendFile(part);
    this.#kept = [];
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    if (this.#file === undefined) {
      yield* this.#kept;
      return;
    }
    for (let position = 0; position < this.#size;) {
      const buffer = new Uint8Array(CHUNK_BYTES);
      const { bytesRead } = await this.#file.read(buffer, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `deadwait-${randomBytes(8).toString('hex')}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}
