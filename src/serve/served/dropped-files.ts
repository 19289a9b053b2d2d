/**
 * Files that were dropped onto the page, each in a folder of its own that nobody else may read. A file that is not whole leaves
 * nothing behind.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { inMebibytes, limitBytes } from '../../system/chunks.ts';
import { HostError } from '../../system/host-error.ts';
import { errorCode } from '../../system/system-error.ts';
import { versionOf } from './case-folder.ts';
import { fileName } from './file-name.ts';
import type { ListedFile } from './listed-file.ts';
import type { Recogniser, Recognition } from './recogniser.ts';

export interface DroppedFile extends ListedFile {
  readonly id: string;
}

/** Why a file was not taken. */
export type DropRefusal =
  'empty' | 'unknown' | 'unrecognisable' | 'too-large' | 'full' | 'too-many' | 'broken-off' | 'slow';

export class DropError extends Error {
  readonly why: DropRefusal;

  constructor(why: DropRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DropError';
    this.why = why;
  }
}

export interface DropLimits {
  /** Of one file. */
  readonly fileBytes: number;
  /** Of all together. */
  readonly allBytes: number;
  readonly files: number;
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

export class DroppedFiles {
  readonly #limits: DropLimits;
  readonly #files = new Map<string, DroppedFile>();
  /** Of those that are there, and of those that are on their way. */
  #bytes = 0;
  #arriving = 0;
  readonly #root: string;
  readonly #recogniser: Recogniser;

  /** `root`: a folder that somebody else removes. */
  constructor(root: string, limits: DropLimits, recogniser: Recogniser) {
    this.#root = root;
    this.#limits = limits;
    this.#recogniser = recogniser;
  }

  list(): readonly DroppedFile[] {
    return [...this.#files.values()];
  }

  get(id: string): DroppedFile | undefined {
    return this.#files.get(id);
  }

  /** Keeps a file while it arrives. DropError when it is not taken; then nothing of it is left. */
  async add(sentName: string, chunks: AsyncIterable<Uint8Array>): Promise<DroppedFile> {
    if (this.#files.size + this.#arriving >= this.#limits.files)
      throw new DropError('too-many', `${this.#limits.files} files were dropped already.`);
    this.#arriving++;
    const id = randomBytes(10).toString('hex');
    let kept = 0;
    const own = join(this.#root, id);
    try {
      await mkdir(own, { mode: 0o700 });
      const name = fileName(sentName);
      const path = join(own, name);
      const file = await open(path, 'wx', 0o600);
      try {
        await this.#fill(file, chunks, (bytes) => (kept += bytes));
        return await this.#admit(id, own, name, file);
      } finally {
        await file.close();
      }
    } catch (error) {
      this.#bytes -= kept;
      await rm(own, { recursive: true, force: true });
      throw refusalOf(error, this.#limits);
    } finally {
      this.#arriving--;
    }
  }

  async remove(id: string): Promise<boolean> {
    const file = this.#files.get(id);
    if (file === undefined) return false;
    this.#files.delete(id);
    this.#bytes -= file.sizeBytes ?? 0;
    await rm(file.folder, { recursive: true, force: true });
    return true;
  }

  async #fill(
    file: FileHandle,
    chunks: AsyncIterable<Uint8Array>,
    count: (bytes: number) => void,
  ): Promise<void> {
    const { fileBytes, allBytes } = this.#limits;
    for await (const chunk of limitBytes(chunks, fileBytes, 'the file')) {
      if (this.#bytes + chunk.byteLength > allBytes)
        throw new DropError('full', `All dropped files together may hold ${inMebibytes(allBytes)}.`);
      this.#bytes += chunk.byteLength;
      count(chunk.byteLength);
      await writeWhole(file, chunk);
    }
  }

  async #admit(id: string, folder: string, name: string, file: FileHandle): Promise<DroppedFile> {
    const found = await file.stat();
    const { size, mtimeMs } = found;
    if (size === 0) throw new DropError('empty', 'The file is empty.');
    const kind = kindOf(await this.#recogniser.recognise(folder, name));
    const dropped = {
      id,
      kind,
      folder,
      name,
      modifiedAtMs: Math.floor(mtimeMs),
      sizeBytes: size,
      version: versionOf(found),
    };
    this.#files.set(id, dropped);
    return dropped;
  }
}

function kindOf(recognised: Recognition): DroppedFile['kind'] {
  switch (recognised.how) {
    case 'done':
      if (recognised.kind !== undefined) return recognised.kind;
      throw new DropError('unknown', 'This is none of the files that deadwait reads.');
    case 'stopped':
      throw new DropError('unrecognisable', 'The server ended before it was clear what the file is.');
    case 'late':
      throw new DropError('unrecognisable', 'It took too long to find out what the file is.');
    case 'too-large':
      throw new DropError('unrecognisable', 'Finding out what the file is takes too much memory.');
    case 'fault':
    case 'bug':
      throw new DropError('unrecognisable', `It was not found out what the file is: ${recognised.says}`);
  }
}

/** A nearly full disk takes less than it is given. */
async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength;) at += (await file.write(chunk, at)).bytesWritten;
}

function refusalOf(error: unknown, { fileBytes }: DropLimits): unknown {
  if (error instanceof DropError) return error;
  if (error instanceof HostError && error.reason === 'too-large')
    return new DropError('too-large', `The file is larger than ${inMebibytes(fileBytes)}.`, { cause: error });
  if (error instanceof HostError && error.reason === 'timeout')
    return new DropError('slow', 'Nothing more of the file has come.', { cause: error });
  const code = errorCode(error);
  if (code !== undefined && FULL.has(code))
    return new DropError('full', 'There is no room left for the file.', { cause: error });
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new DropError('broken-off', 'The file did not arrive whole.', { cause: error });
  return error;
}
