/**
 * A frozen file system holds every writer until it is thawed (FITHAW). util-linux fsfreeze(8), Linux fs/super.c thaw_super. Opening
 * the mount point for reading does not wait for the freeze. A device that device-mapper has suspended (dmsetup, LVM snapshots)
 * froze its file system itself, and only resuming the device ends that: drivers/md/dm.c (lock_fs).
 */
import { tryRead } from '../collect/blocked/try-read.ts';
import type { Host } from '../host/host.ts';
import type { PlannedAction, PlannedMount } from '../model/release.ts';
import { shellWord } from '../wording/shell-word.ts';
import { findBackends } from './backends.ts';
import { describePendingKill } from './pending-kill.ts';
import { leftAlone, notAsPlanned, outcomeOf } from './outcome.ts';
import { findPlannedMount, mountDiffers } from './plan/planned-mount.ts';
import { containersOf, tasksOn } from './plan/tasks-on.ts';
import type { Remedy } from './remedy.ts';

const RISK =
  'Low, unless what froze it (a snapshot, a backup) is not done: then that copy is not consistent.';

export const thawFilesystem: Remedy = {
  id: 'thaw-filesystem',
  order: 11,
  advise: (tasks) =>
    findBackends(tasks, 'frozen-fs').map(({ backend, tasks: waiting }) => ({
      id: 'thaw-filesystem',
      says: `Thaw ${backend.source} on ${backend.mountPoint}; the writers continue${describePendingKill(waiting)}.`,
      risk: RISK,
      automatic: true,
      loses: 'little',
      effect: 'frees',
      where: 'node',
      command: `fsfreeze --unfreeze ${shellWord(backend.mountPoint)}`,
    })),
  action: {
    effectOnUsers: 'frees',
    async plan(tasks, around) {
      const actions: PlannedAction[] = [];
      for (const { backend, tasks: waiting } of findBackends(tasks, 'frozen-fs')) {
        const suspended = await suspendedDevice(around.host, backend.device);
        if (suspended !== undefined) {
          around.addGap(
            `device ${backend.device}`,
            `${backend.source} is suspended by device-mapper, which froze the file system on ${backend.mountPoint}; only dmsetup resume ${shellWord(suspended)} ends that, and whoever suspended it should.`,
          );
          continue;
        }
        const mount = await findPlannedMount(backend, waiting, around);
        if (mount === undefined) {
          around.addGap(
            `device ${backend.device}`,
            `${backend.source} is mounted where it cannot be reached.`,
          );
          continue;
        }
        const folder = around.host.live ? folderOf(mount) : mount.mountPoint;
        const freed = tasksOn(tasks, backend);
        actions.push({
          id: `thaw-filesystem ${backend.device}`,
          remedy: 'thaw-filesystem',
          target: { kind: 'filesystem', mount, folder },
          says: `Thaw ${mount.source} (${mount.fstype}) on ${mount.mountPoint}.`,
          commands: [`fsfreeze --unfreeze ${shellWord(folder)}`],
          risk: RISK,
          frees: freed.map(around.describe),
          users: await around.users.ofDevice(backend.device, containersOf(freed)),
        });
      }
      return actions;
    },
    async apply(action, { host, machine }) {
      const { target } = action;
      if (target.kind !== 'filesystem') return leftAlone(action, 'it is no file system');
      return outcomeOf(action, async () => {
        const differs = await mountDiffers(host, target.mount);
        if (differs !== undefined) throw notAsPlanned(target.mount.seenIn, differs);
        await machine.run('fsfreeze', ['--unfreeze', target.folder]);
        return `Thawed ${target.mount.source} on ${target.mount.mountPoint}.`;
      });
    },
  },
};

/** The mount point where the host itself sees it, else through the root folder of a process that does. */
function folderOf({ mountPoint, seenIn }: PlannedMount): string {
  const pid = /^proc\/(\d{1,10})\//.exec(seenIn)?.[1];
  return pid === undefined || pid === '1' ? mountPoint : `/proc/${pid}/root${mountPoint}`;
}

/** The name of the device-mapper device that is suspended; undefined for all others. */
async function suspendedDevice(host: Host, device: string): Promise<string | undefined> {
  const folder = `sys/dev/block/${device}/dm`;
  const suspended = await tryRead(host, `${folder}/suspended`, 64);
  if (!('text' in suspended) || suspended.text.trim() !== '1') return undefined;
  const name = await tryRead(host, `${folder}/name`, 4096);
  return 'text' in name ? name.text.trimEnd() : device;
}
