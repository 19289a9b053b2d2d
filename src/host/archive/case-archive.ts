/**
 * Writes a case as a .tar.gz, entry by entry, in bounded memory. The file has a temporary name until it is whole, and mode 0600:
 * it holds what a node's root may see.
 */
import { createWriteStream } from 'node:fs';
import { link, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { HostError } from '../../system/host-error.ts';
import { checkOutFile, temporaryName } from '../out-file.ts';
import { hostError } from '../../system/system-error.ts';
import { Spool } from './spool.ts';

export interface CaseArchive {
  /**
   * Adds a file; when its content fails, what came until then is kept, and the error is returned. When nothing came, `instead` may
   * name a file that takes its place. Several may be added at once: they are read side by side, and lie in the order of the calls.
   */
  add(
    path: string,
    chunks: AsyncIterable<Uint8Array>,
    instead?: (error: HostError) => SmallFile | undefined,
  ): Promise<{ readonly bytes: number; readonly error?: HostError }>;
  /** Completes the archive and gives it its name. */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

export interface SmallFile {
  readonly path: string;
  readonly text: string;
}

/** Opens an archive to be written; rejects with HostError when it cannot be, or when it is there and `overwrite` is false. */
export async function createCaseArchive(path: string, overwrite: boolean, at: Date): Promise<CaseArchive> {
  await checkOutFile(path, overwrite);
  const temporary = temporaryName(path);
  const archive = pack();
  const file = createWriteStream(temporary, { flags: 'wx', mode: 0o600 });
  let failure: unknown;
  const written = pipeline(archive, createGzip({ level: 6 }), file).catch((error: unknown) => {
    failure = error;
  });
  await new Promise<void>((resolve, reject) => {
    file.once('open', () => resolve());
    file.once('error', reject);
  }).catch((error: unknown) => {
    throw hostError(path, error);
  });

  let lastWritten: Promise<unknown> = Promise.resolve();
  const add: CaseArchive['add'] = async (name, chunks, instead) => {
    const before = lastWritten;
    let done = (): void => {};
    lastWritten = new Promise<void>((resolve) => (done = resolve));
    const spool = new Spool();
    try {
      const error = await fill(spool, name, chunks);
      const other = error !== undefined && spool.size === 0 ? instead?.(error) : undefined;
      if (other !== undefined) await spool.add(Buffer.from(other.text));
      await before;
      if (failure !== undefined) throw hostError(path, failure);
      if (spool.size > 0 || error === undefined) await writeEntry(archive, other?.path ?? name, spool, at);
      return { bytes: spool.size, ...(error === undefined ? {} : { error }) };
    } finally {
      done();
      await spool.close();
    }
  };

  return {
    add,
    finish: async () => {
      archive.finalize();
      await written;
      if (failure !== undefined) throw hostError(path, failure);
      await giveName(temporary, path, overwrite);
    },
    discard: async () => {
      archive.destroy();
      await written;
      await rm(temporary, { force: true });
    },
  };
}

async function fill(
  spool: Spool,
  name: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<HostError | undefined> {
  try {
    for await (const chunk of chunks) await spool.add(chunk);
    return undefined;
  } catch (error) {
    return hostError(name, error);
  }
}

async function writeEntry(
  archive: ReturnType<typeof pack>,
  name: string,
  spool: Spool,
  at: Date,
): Promise<void> {
  const entry = archive.entry({ name: `./${name}`, size: spool.size, mode: 0o600, mtime: at });
  for await (const chunk of spool.chunks())
    if (!entry.write(chunk)) await new Promise<void>((resolve) => void entry.once('drain', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    entry.once('close', () => resolve());
    entry.once('error', reject);
    entry.end(undefined);
  });
}

/** A link fails where a rename would overwrite what somebody made in the meantime. */
async function giveName(temporary: string, path: string, overwrite: boolean): Promise<void> {
  try {
    if (overwrite) {
      await checkOutFile(path, true);
      return await rename(temporary, path);
    }
    await link(temporary, path);
    await rm(temporary);
  } catch (error) {
    await rm(temporary, { force: true });
    throw hostError(path, error);
  }
}
