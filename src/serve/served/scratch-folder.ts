import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostError } from '../../system/system-error.ts';

/** A temporary folder of mode 0700. */
export interface ScratchFolder {
  readonly path: string;
  /** With all that is in it. */
  remove(): Promise<void>;
}

/** HostError when there is no room for one. */
export async function makeScratchFolder(): Promise<ScratchFolder> {
  const parent = tmpdir();
  try {
    const path = await mkdtemp(join(parent, 'deadwait-serve-'));
    return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
  } catch (error) {
    throw hostError(parent, error);
  }
}
