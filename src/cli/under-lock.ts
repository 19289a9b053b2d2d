import { HostError } from '../system/host-error.ts';
import type { Call } from './command.ts';
import { fault } from './faults.ts';

/** Does what changes the host while nobody else does; a fault when another deadwait holds the lock, or it cannot be taken. */
export async function underLock<T>(
  { name }: Pick<Call, 'name'>,
  file: string,
  work: () => Promise<T>,
): Promise<T> {
  const { lockFile, readLockHolder } = await import('../system/file-lock.ts');
  const unlock = await lockFile(file).catch((error: unknown) => {
    if (!(error instanceof HostError)) throw error;
    throw fault('lock-not-usable', { problem: error.message }, { cause: error });
  });
  if (unlock === undefined) {
    const pid = await readLockHolder(file);
    const holder = pid === undefined ? 'another process' : `process ${pid}`;
    throw fault('locked', { command: name, holder, file });
  }
  try {
    return await work();
  } finally {
    await unlock();
  }
}
