import { createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Pack } from 'tar-stream';
import type { CaseFile } from './case-file.ts';

export interface Written {
  readonly files: number;
  /** Unpacked. */
  readonly bytes: number;
}

/** Writes a case into a folder, or into an archive when the name ends in .tar.gz or .tgz. Takes the memory of a few chunks. */
export async function writeCase(
  files: readonly CaseFile[],
  target: string,
  modifiedAtMs: number,
): Promise<Written> {
  const isArchive = /\.(?:tar\.gz|tgz)$/.test(target);
  const bytes = isArchive
    ? await writeArchive(files, target, modifiedAtMs)
    : await writeFolder(files, target);
  return { files: files.length, bytes };
}

async function writeFolder(files: readonly CaseFile[], folder: string): Promise<number> {
  let bytes = 0;
  for (const file of files) {
    const path = join(folder, file.path);
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, 'w');
    try {
      for (const chunk of file.chunks()) {
        let done = 0;
        while (done < chunk.length) done += (await handle.write(chunk, done)).bytesWritten;
        bytes += chunk.length;
      }
    } finally {
      await handle.close();
    }
  }
  return bytes;
}

/** A tar tells the size of a file in front of it, so that every file is made twice: counted, then written. */
async function writeArchive(files: readonly CaseFile[], path: string, modifiedAtMs: number): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  const tar = pack();
  const done = pipeline(tar, createGzip({ level: 1 }), createWriteStream(path));
  let bytes = 0;
  const filled = (async () => {
    for (const file of files) bytes += await addEntry(tar, file, modifiedAtMs);
    tar.finalize();
  })();
  await Promise.all([done, filled]);
  return bytes;
}

async function addEntry(tar: Pack, file: CaseFile, modifiedAtMs: number): Promise<number> {
  let size = 0;
  for (const chunk of file.chunks()) size += chunk.length;
  const ended = new Promise<void>((resolve, reject) => {
    const header = { name: `./${file.path}`, size, mtime: new Date(modifiedAtMs) };
    const entry = tar.entry(header, (error) => (error instanceof Error ? reject(error) : resolve()));
    void (async () => {
      try {
        for (const chunk of file.chunks()) {
          if (!entry.write(Buffer.from(chunk)))
            await new Promise<void>((go) => entry.once('drain', () => go()));
        }
        entry.end(null);
      } catch (error) {
        entry.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    })();
  });
  await ended;
  return size;
}
