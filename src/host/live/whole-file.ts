import { constants } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { withDeadline } from '../deadline.ts';
import { HostError } from '../host.ts';
import { errorCode, hostError } from '../system-error.ts';
import { tooLarge } from '../chunks.ts';
import type { FileOwner } from './replace-file.ts';

const DEADLINE_MS = 2_000;
const MAX_BYTES = 1024 * 1024;

/** A plain file as it lies there, links resolved. */
export interface WholeFile extends FileOwner {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Numbers of stat(2): which file it is, whatever its name. */
  readonly device: number;
  readonly inode: number;
}

/** What a path leads to: a file, or the place where there is none. `file` has no links in it any more. */
export type FileOrPlace = WholeFile | { readonly file: string; readonly bytes?: undefined };

/**
 * The plain file at `path` below `base`, which is empty or the root folder of another process. Links are followed only without a
 * base: below one, an absolute link would lead into this process's own root. HostError (`unsupported`) for what is no plain
 * file or has a second name, and for all that cannot be read, within 2 s.
 */
export async function readWholeFile(path: string, base = ''): Promise<FileOrPlace> {
  try {
    return await withDeadline(read(path, base), DEADLINE_MS, path, path);
  } catch (error) {
    throw hostError(path, error);
  }
}

async function read(path: string, base: string): Promise<FileOrPlace> {
  const file = base === '' ? await resolved(path) : await withoutLinks(path, base);
  if (file === undefined) return { file: base + path };
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  // Not opened before it is known to be a plain file: a device or a pipe may act on that.
  if (!(await lstat(file)).isFile()) throw new HostError(path, 'unsupported', `${path} is no plain file`);
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const { mode, uid, gid, nlink, size, dev: device, ino: inode } = await handle.stat();
    if (nlink > 1)
      throw new HostError(path, 'unsupported', `${path} has another name too (hard links: ${nlink})`);
    if (size > MAX_BYTES) throw tooLarge(path, MAX_BYTES);
    return { file, bytes: await handle.readFile(), mode: mode & 0o7777, uid, gid, device, inode };
  } finally {
    await handle.close();
  }
}

/** The path without links; undefined when nothing is there. A link that leads to nothing is an error. */
async function resolved(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    const isLink = await lstat(path).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (isLink) throw new HostError(path, 'unsupported', `${path} is a link that leads to nothing`);
    return undefined;
  }
}

async function withoutLinks(path: string, base: string): Promise<string | undefined> {
  let at = base;
  for (const part of path.split('/').filter((each) => each !== '')) {
    at = join(at, part);
    try {
      if ((await lstat(at)).isSymbolicLink()) {
        const why = `${path} leads over a link in the mount namespace of another process, which cannot be followed`;
        throw new HostError(path, 'unsupported', why);
      }
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
  return at;
}
