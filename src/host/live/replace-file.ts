// A file is replaced as a whole or not at all: written beside it, synced, and renamed over it. rename(2) is atomic.

import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withDeadline } from '../deadline.ts';
import { hostError } from '../system-error.ts';

const DEADLINE_MS = 5_000;

/** Who may do what with a file. */
export interface FileOwner {
  /** The twelve bits of chmod(2). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** The name that a new content has until it is in its place; one of a run that was killed is overwritten by the next. */
export function unfinishedName(file: string): string {
  return join(dirname(file), `.${basename(file)}.deadwait`);
}

/** Puts `bytes` into the place of a file; resolves when that is on the disk. Rejects with HostError, within 5 s. */
export async function replaceFile(file: string, bytes: Uint8Array, owner: FileOwner): Promise<void> {
  await within(file, async () => {
    const unfinished = unfinishedName(file);
    await rm(unfinished, { force: true });
    const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants;
    const handle = await open(unfinished, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600);
    try {
      await handle.writeFile(bytes);
      const made = await handle.stat();
      if (made.uid !== owner.uid || made.gid !== owner.gid) await handle.chown(owner.uid, owner.gid);
      await handle.chmod(owner.mode);
      await handle.sync();
      await handle.close();
      await rename(unfinished, file);
    } catch (error) {
      await handle.close().catch(() => {});
      await rm(unfinished, { force: true }).catch(() => {});
      throw error;
    }
    await syncFolder(dirname(file));
  });
}

/** Removes a file, if it is there; resolves when that is on the disk. Rejects with HostError, within 5 s. */
export async function removeFile(file: string): Promise<void> {
  await within(file, async () => {
    await rm(unfinishedName(file), { force: true });
    await rm(file, { force: true });
    await syncFolder(dirname(file));
  });
}

async function within(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await withDeadline(work(), DEADLINE_MS, file, file);
  } catch (error) {
    throw hostError(file, error);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
