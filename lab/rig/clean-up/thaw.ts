import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChild } from '../../../src/system/killable-child.ts';
import { findLabCgroups } from './lab-cgroups.ts';
import type { Remains } from './remains.ts';
import { findMountsBelow } from './lab-mounts.ts';

/** Thaws every filesystem on a loop device of the lab; one that is not frozen says EINVAL, which is as good. */
export async function thawFilesystems({ folder }: Remains): Promise<void> {
  const thawed = new Set<string>();
  for (const { mountPoint, source, device } of findMountsBelow(folder)) {
    if (!source.startsWith('/dev/loop') || thawed.has(device)) continue;
    thawed.add(device);
    await readChild('fsfreeze', ['-u', mountPoint], { path: mountPoint, deadlineMs: 5000 }).catch(() => {});
  }
}

/** Thaws every cgroup below the lab's, outermost first: a frozen parent keeps its children frozen. */
export async function thawCgroups({ state }: Remains): Promise<void> {
  for (const folder of findLabCgroups(state.cgroupParent)) {
    for (const [file, value] of [
      ['freezer.state', 'THAWED'],
      ['cgroup.freeze', '0'],
    ] as const) {
      try {
        writeFileSync(join(folder, file), value, { flag: 'r+' });
      } catch {
        // this hierarchy has no such file
      }
    }
  }
}
