// Takes back everything that a lab has made, in the order in which nothing hangs: what blocks is freed first. Goes by the
// state file and by what lies below the lab's folder and cgroup, so a crash at any point, even of this, leaves nothing.

import { existsSync } from 'node:fs';
import { StateFile } from '../state-file.ts';
import { sleep } from '../wait-until.ts';
import { abortFuse } from './abort-fuse.ts';
import { endContainers } from './end-containers.ts';
import { endDaemons, endHelpers, resumeStopped } from './end-processes.ts';
import { findLeftovers } from './leftovers.ts';
import { detachLoops, unmountAll } from './mounts.ts';
import type { Remains } from './remains.ts';
import { removeCgroups, removeFiles, removeShimSockets } from './remove-files.ts';
import { thawCgroups, thawFilesystems } from './thaw.ts';

type Step = readonly [does: string, step: (remains: Remains) => Promise<void>];

const STEPS: readonly Step[] = [
  ['continue stopped processes', resumeStopped],
  ['end clients', (remains) => endHelpers(remains, ['client', 'kubelet'])],
  ['abort FUSE connections', abortFuse],
  ['thaw filesystems', thawFilesystems],
  ['thaw cgroups', thawCgroups],
  ['end containers', endContainers],
  ['end daemons', endDaemons],
  ['end servers', (remains) => endHelpers(remains, ['fuse-server', 'event-proxy'])],
  ['remove sockets of shims', removeShimSockets],
  ['unmount', unmountAll],
  ['detach loop devices', detachLoops],
  ['remove cgroups', removeCgroups],
];

/** Frees and removes a lab. What failed or is left is said, a line each; the files stay while anything is left. */
export async function cleanUp(folder: string): Promise<readonly string[]> {
  const state = StateFile.open(folder);
  if (state === undefined) return existsSync(folder) ? [`${folder} holds no lab`] : [];
  const remains = { folder, state };
  const problems: string[] = [];
  for (const [does, step] of STEPS) {
    try {
      await step(remains);
    } catch (error) {
      problems.push(`could not ${does}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const left = await waitForNothing(remains);
  if (left.length > 0) return [...problems, ...left];
  await removeFiles(remains);
  return [];
}

/** Takes back what was begun when something failed; rejects with that, and with what is left all the same. */
export async function cleanUpAfter(error: unknown, folder: string): Promise<never> {
  const left = await cleanUp(folder);
  if (left.length === 0) throw error;
  const message = error instanceof Error ? error.message : String(error);
  throw new Error(`${message}; of what was begun, this is left: ${left.join('; ')}`, { cause: error });
}

/** The kernel lets go of a killed process or a detached loop device in its own time. */
const PATIENCE_MS = 5000;
const PAUSE_MS = 100;

async function waitForNothing(remains: Remains): Promise<readonly string[]> {
  let left = await findLeftovers(remains);
  for (let waitedMs = 0; left.length > 0 && waitedMs < PATIENCE_MS; waitedMs += PAUSE_MS) {
    await sleep(PAUSE_MS);
    await removeCgroups(remains);
    left = await findLeftovers(remains);
  }
  return left;
}
