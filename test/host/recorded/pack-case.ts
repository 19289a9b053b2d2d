import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Header } from 'tar-stream';

export interface PackedEntry {
  readonly name: string;
  readonly body?: string | Uint8Array;
  readonly type?: Header['type'];
  readonly linkname?: string;
}

/** Writes an archive with exactly these entries, and returns its path. */
export async function packCase(
  path: string,
  entries: Iterable<PackedEntry>,
  { gzip = true }: { readonly gzip?: boolean } = {},
): Promise<string> {
  const archive = pack();
  const out = createWriteStream(path);
  const written = gzip ? pipeline(archive, createGzip({ level: 1 }), out) : pipeline(archive, out);
  for (const { body, ...header } of entries) archive.entry(header, body ?? '');
  archive.finalize();
  await written;
  return path;
}

/** Writes an archive of empty files, much faster than tar-stream packs them. */
export async function packEmptyFiles(path: string, names: Iterable<string>): Promise<string> {
  const blocks = Array.from(names, emptyFile);
  await writeFile(path, gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]), { level: 1 }));
  return path;
}

/** One header block: POSIX.1-2008 pax, "ustar Header Block". */
function emptyFile(name: string): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0);
  block.write('0000644', 100);
  block.write('00000000000', 124);
  block.fill(' ', 148, 156);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
