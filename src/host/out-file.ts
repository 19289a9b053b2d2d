/**
 * Files that deadwait writes for the user. They hold what root may see: mode 0600 from the first byte on, never through a link, and
 * never over what is there unless that is wanted (open(2): O_EXCL, O_NOFOLLOW).
 */
import { constants } from 'node:fs';
import { lstat, open, rename, rm, type FileHandle } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { HostError } from './host.ts';
import { errorCode, hostError } from './system-error.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** Rejects with HostError when a file cannot be made at a path: `denied` when one is there, `unsupported` when it is no file. */
export async function checkOutFile(path: string, overwrite: boolean): Promise<void> {
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
