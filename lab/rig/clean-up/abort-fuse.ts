import { existsSync, writeFileSync } from 'node:fs';
import { readChild } from '../../../src/system/killable-child.ts';
import type { Remains } from './remains.ts';
import { findMountOn, findMountsBelow } from './lab-mounts.ts';
import type { StateFile } from '../state-file.ts';

const FUSECTL = '/sys/fs/fuse/connections';

/** Aborts the FUSE connections of all mounts of the lab: what waits for them gets ECONNABORTED. */
export async function abortFuse({ folder, state }: Remains): Promise<void> {
  const mounted = findMountsBelow(folder)
    .filter(({ fstype }) => fstype === 'fuse' || fstype.startsWith('fuse.'))
    .map(({ device }) => Number(device.split(':')[1]));
  // a mount that is gone from here may live on in a container's namespace
  const recorded = state.things('fuse-mount').flatMap(({ minor }) => (minor === undefined ? [] : [minor]));
  const minors = new Set([...mounted, ...recorded]);
  if (minors.size === 0) return;
  await mountFusectl(state);
  for (const minor of minors) {
    const file = `${FUSECTL}/${minor}/abort`;
    if (existsSync(file)) writeFileSync(file, '1');
  }
}

/** The kernel's control filesystem; it is unmounted by clean-up where it was not mounted before. */
export async function mountFusectl(state: StateFile): Promise<void> {
  if (findMountOn(FUSECTL) !== undefined) return;
  state.record({ kind: 'fusectl-mount' });
  await readChild('mount', ['-t', 'fusectl', 'fusectl', FUSECTL], { path: FUSECTL, deadlineMs: 3000 });
}

/** Unmounts it again when the lab has mounted it. */
export async function unmountFusectl(state: StateFile): Promise<void> {
  if (state.things('fusectl-mount').length === 0 || findMountOn(FUSECTL) === undefined) return;
  await readChild('umount', [FUSECTL], { path: FUSECTL, deadlineMs: 3000 });
}
