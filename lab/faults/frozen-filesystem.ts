import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChild } from '../../src/system/killable-child.ts';
import type { StateFile } from '../rig/state-file.ts';

export interface LoopFilesystem {
  readonly mountPoint: string;
  /** `/dev/loop0`. */
  readonly device: string;
  /** Freezes it: whoever writes waits until it is thawed. */
  freeze(): Promise<void>;
}

const IMAGE_BYTES = 64 * 1024 * 1024;
const DEADLINE_MS = 10_000;

/** Makes an ext4 filesystem in a sparse file, and mounts it by a loop device. */
export async function mountLoopFilesystem(state: StateFile, name: string): Promise<LoopFilesystem> {
  const image = join(state.folder, `${name}.ext4`);
  const mountPoint = join(state.folder, 'mnt', name);
  mkdirSync(mountPoint, { recursive: true });
  writeFileSync(image, '');
  truncateSync(image, IMAGE_BYTES);
  await run('mkfs.ext4', '-q', '-F', image);
  const complete = state.record({ kind: 'loop-device', image });
  const device = (await run('losetup', '-f', '--show', image)).trim();
  complete({ device });
  state.record({ kind: 'mount', mountPoint });
  await run('mount', '-t', 'ext4', device, mountPoint);
  return {
    mountPoint,
    device,
    freeze: async () => {
      state.record({ kind: 'frozen-filesystem', mountPoint });
      await run('fsfreeze', '-f', mountPoint);
    },
  };
}

async function run(command: string, ...args: readonly string[]): Promise<string> {
  const bytes = await readChild(command, args, { path: command, deadlineMs: DEADLINE_MS });
  return Buffer.from(bytes).toString('utf8');
}
