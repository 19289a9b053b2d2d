// One at a time, by flock(2): the kernel gives the lock up when its holder ends, however it ends, so none is ever stale.

import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { withDeadline } from './deadline.ts';
import { HostError } from './host-error.ts';
import { hostError } from './system-error.ts';
import { loadLibc } from './libc.ts';

/** LOCK_EX | LOCK_NB of sys/file.h. */
const EXCLUSIVE_AT_ONCE = 2 | 4;
const DEADLINE_MS = 5_000;

/** Gives up a lock. */
export type Unlock = () => Promise<void>;

/**
 * Locks a file, which is made where it is not there and stays, and writes this process's pid into it; undefined when somebody else
 * has it. Rejects with HostError.
 */
export async function lockFile(file: string): Promise<Unlock | undefined> {
  try {
    return await withDeadline(lock(file), DEADLINE_MS, file, file);
  } catch (error) {
    throw hostError(file, error);
  }
}

/** The pid of the process that has locked a file last, as it wrote it there; undefined where that cannot be read. */
export async function readLockHolder(file: string): Promise<number | undefined> {
  const reading = async (): Promise<number | undefined> => {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
      const [, pid] = /^(\d{1,10})\n/.exec(buffer.toString('latin1', 0, bytesRead)) ?? [];
      return pid === undefined ? undefined : Number(pid);
    } finally {
      await handle.close();
    }
  };
  return withDeadline(reading(), DEADLINE_MS, file, file).catch(() => undefined);
}

async function lock(file: string): Promise<Unlock | undefined> {
  const { flock } = await loadLibc().catch((cause: unknown) => {
    throw new HostError(file, 'unsupported', `${file} cannot be locked on this platform`, { cause });
  });
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const { O_CREAT, O_RDWR, O_NOFOLLOW } = constants;
  const handle = await open(file, O_CREAT | O_RDWR | O_NOFOLLOW, 0o600);
  try {
    if (flock(handle.fd, EXCLUSIVE_AT_ONCE) === 0) {
      await handle.truncate(0);
      await handle.write(`${process.pid}\n`, 0);
      return () => handle.close();
    }
  } catch (error) {
    await handle.close().catch(() => {});
    throw error;
  }
  await handle.close();
  return undefined;
}
