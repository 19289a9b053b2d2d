import { readFileSync, readdirSync } from 'node:fs';
import { readChild } from '../../../src/system/killable-child.ts';
import { sleep } from '../wait-until.ts';
import { unmountFusectl } from './abort-fuse.ts';
import type { Remains } from './remains.ts';
import { findMountsBelow } from './lab-mounts.ts';

const ROUNDS = 3;

/** Unmounts everything below the lab's folder, the innermost first; in the last round lazily. */
export async function unmountAll({ folder, state }: Remains): Promise<void> {
  for (let round = 1; round <= ROUNDS; round++) {
    for (const { mountPoint } of findMountsBelow(folder)) {
      const flags = round === ROUNDS ? ['-l'] : [];
      await readChild('umount', [...flags, '--', mountPoint], { path: mountPoint, deadlineMs: 5000 }).catch(
        () => {},
      );
    }
    if (findMountsBelow(folder).length === 0) break;
    await sleep(200);
  }
  await unmountFusectl(state);
}

/** Detaches every loop device whose image lies in the lab's folder. */
export async function detachLoops({ folder }: Remains): Promise<void> {
  for (const device of findLoopDevices(folder)) {
    await readChild('losetup', ['-d', device], { path: device, deadlineMs: 5000 });
  }
}

/** Loop devices with an image below a folder: `/dev/loop0`. */
export function findLoopDevices(folder: string): readonly string[] {
  return readdirSync('/sys/block')
    .filter((name) => name.startsWith('loop'))
    .filter((name) => backingFile(name)?.startsWith(`${folder}/`) === true)
    .map((name) => `/dev/${name}`);
}

function backingFile(name: string): string | undefined {
  try {
    return readFileSync(`/sys/block/${name}/loop/backing_file`, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}
