// A file is replaced as a whole or not at all: written beside it, synced, and renamed over it. rename(2) is atomic.

import { constants, existsSync } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withDeadline } from '../deadline.ts';
import { HostError } from '../host.ts';
import { hostError } from '../system-error.ts';

const DEADLINE_MS = 5_000;

/** Who may do what with a file. */
export interface FileOwner {
  /** The twelve bits of chmod(2). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface ReplaceOptions {
  /** Rejects when the file may not be touched after all; asked at the last moment before it is. */
  readonly mayReplace?: () => Promise<void>;
  /** Milliseconds until it is given up. Default 5 000. */
  readonly deadlineMs?: number;
}

let made = 0;

/** The name that a new content has until it is in its place: each has its own, so that no other is ever renamed in its stead. */
function unfinishedName(file: string): string {
  return join(dirname(file), `.${basename(file)}.${process.pid}-${++made}.deadwait`);
}

/**
 * Puts `bytes` into the place of a file; resolves when that is on the disk. Rejects with HostError, within 5 s; what is late is not
 * renamed any more, unless the kernel was at it already.
 */
export async function replaceFile(
  file: string,
  bytes: Uint8Array,
  owner: FileOwner,
  options: ReplaceOptions = {},
): Promise<void> {
  await within(file, options, async (goOn) => {
    await sweep(file);
    const unfinished = unfinishedName(file);
    const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants;
    const handle = await open(unfinished, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600);
    try {
      await handle.writeFile(bytes);
      const { uid, gid } = await handle.stat();
      if (uid !== owner.uid || gid !== owner.gid) await handle.chown(owner.uid, owner.gid);
      await handle.chmod(owner.mode);
      await handle.sync();
      await handle.close();
      await goOn();
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
export async function removeFile(file: string, options: ReplaceOptions = {}): Promise<void> {
  await within(file, options, async (goOn) => {
    await sweep(file);
    await goOn();
    await rm(file, { force: true });
    await syncFolder(dirname(file));
  });
}

/** `goOn` rejects once it is too late, and where the file may not be touched. */
async function within(
  file: string,
  { mayReplace, deadlineMs = DEADLINE_MS }: ReplaceOptions,
  work: (goOn: () => Promise<void>) => Promise<void>,
): Promise<void> {
  let isLate = false;
  const goOn = async (): Promise<void> => {
    await mayReplace?.();
    if (isLate) throw new HostError(file, 'timeout', `${file} was given up`);
  };
  try {
    await withDeadline(work(goOn), deadlineMs, file, file);
  } catch (error) {
    throw hostError(file, error);
  } finally {
    isLate = true;
  }
}

/** Removes what runs that were killed have left beside the file. */
async function sweep(file: string): Promise<void> {
  const start = `.${basename(file)}.`;
  for (const name of await readdir(dirname(file))) {
    const [, pid] = (name.startsWith(start) && /^(\d+)-\d+\.deadwait$/.exec(name.slice(start.length))) || [];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    await rm(join(dirname(file), name), { force: true });
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
