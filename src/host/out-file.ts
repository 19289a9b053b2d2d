/**
 * Files that deadwait writes for the user. They hold what root may see: mode 0600 from the first byte on, never through a link, and
 * never over what is there unless that is wanted (open(2): O_EXCL, O_NOFOLLOW).
 */
import { constants } from 'node:fs';
import { lstat, open, realpath, rename, rm, type FileHandle } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { dirname, join, parse, resolve, sep } from 'node:path';
import { HostError } from '../system/host-error.ts';
import { errorCode, hostError } from '../system/system-error.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/**
 * Rejects with HostError when a file cannot be made at a path: `denied` when one is there, or when another user's link leads to its
 * folder; `unsupported` when it is no file.
 */
export async function checkOutFile(path: string, overwrite: boolean): Promise<void> {
  await checkFolders(path);
  let found: Stats;
  try {
    found = await lstat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw hostError(path, error);
  }
  const kind = kindOf(found);
  if (kind !== undefined) throw new HostError(path, 'unsupported', `${path} is ${kind}, not a regular file`);
  if (!overwrite) throw new HostError(path, 'denied', `${path} exists already`);
}

/** Writable for group or others; in a sticky folder only the owner of an entry may replace it. */
const OTHERS_MAY_WRITE = 0o022;
const STICKY = 0o1000;

/** Links on the way are followed only where only root and the caller can have made them. */
async function checkFolders(path: string): Promise<void> {
  const trusted = new Set([0, process.geteuid?.() ?? 0]);
  const { root } = parse(resolve(path));
  let folder = root;
  for (const name of dirname(resolve(path)).slice(root.length).split(sep)) {
    const entry = join(folder, name);
    const [above, found] = await Promise.all([lstat(folder), lstat(entry)]).catch((error: unknown) => {
      throw hostError(path, error);
    });
    const isOpen = (above.mode & OTHERS_MAY_WRITE) !== 0 && (above.mode & STICKY) === 0;
    if (found.isSymbolicLink() && (isOpen || !trusted.has(found.uid)))
      throw new HostError(path, 'denied', `${entry} is a symbolic link that another user may have made`);
    folder = found.isSymbolicLink() ? await realpath(entry) : entry;
  }
}

function kindOf(found: Stats): string | undefined {
  if (found.isFile()) return undefined;
  if (found.isSymbolicLink()) return 'a symbolic link';
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a FIFO';
  if (found.isSocket()) return 'a socket';
  return 'a device';
}

/** The temporary name of a file that is not whole yet. */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}.part`;
}

/** Writes a whole file, or nothing: one that is there stays as it is until the new one is whole. Rejects with HostError. */
export async function writeOutFile(path: string, text: string, overwrite: boolean): Promise<void> {
  await checkOutFile(path, overwrite);
  const own = overwrite ? temporaryName(path) : path;
  let file: FileHandle;
  try {
    file = await open(own, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw new HostError(own, 'denied', `${own} exists already`);
    throw hostError(path, error);
  }
  try {
    try {
      await file.chmod(0o600);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    if (overwrite) {
      await checkOutFile(path, true);
      await rename(own, path);
    }
  } catch (error) {
    await rm(own, { force: true });
    throw hostError(path, error);
  }
}
