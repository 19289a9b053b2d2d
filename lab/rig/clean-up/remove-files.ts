import { readFileSync, readdirSync, rmSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { findLabCgroups } from './lab-cgroups.ts';
import { sleep } from '../wait-until.ts';
import type { Remains } from './remains.ts';

/** Removes the lab's cgroups; they are empty once every task is gone. */
export async function removeCgroups({ state }: Remains): Promise<void> {
  for (let round = 0; round < 20; round++) {
    for (const folder of [...findLabCgroups(state.cgroupParent)].reverse()) removeEmpty(folder);
    if (findLabCgroups(state.cgroupParent).length === 0) return;
    await sleep(50);
  }
}

/** Of dockerd's containers and of CRI's. */
const NAMESPACES = ['moby', 'k8s.io'];

/** Shims that were killed leave their sockets in /run/containerd/s; the bundles say which were theirs. */
export async function removeShimSockets({ folder }: Remains): Promise<void> {
  const tasks = join(folder, 'containerd/state/io.containerd.runtime.v2.task');
  for (const id of NAMESPACES.flatMap((name) => listNames(join(tasks, name)).map((id) => join(name, id)))) {
    try {
      const address = readFileSync(join(tasks, id, 'address'), 'utf8').trim();
      const path = /^unix:\/\/(\/run\/containerd\/s\/[0-9a-f]{64})$/.exec(address)?.[1];
      if (path !== undefined) rmSync(path, { force: true });
    } catch {
      // the shim never came so far
    }
  }
}

/** The lab's folder, at last, and folders elsewhere that it has made, if nobody uses them. */
export async function removeFiles({ folder, state }: Remains): Promise<void> {
  const made = state.things('folder').map(({ path }) => path);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  for (const path of made) {
    for (const name of listNames(path)) removeEmpty(join(path, name));
    removeEmpty(path);
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // somebody uses it
  }
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
