/**
 * Aborting a FUSE connection ends every request on it with ECONNABORTED, and the tasks that waited for one can die. Linux
 * Documentation/filesystems/fuse.rst, fs/fuse/dev.c (fuse_abort_conn). It takes locks that nobody holds for long.
 */
import { fuseConnectionOf } from '../collect/task/fuse-connections.ts';
import { parseOr, tryRead } from '../collect/task/try-read.ts';
import type { Host } from '../host/host.ts';
import type { Machine } from '../host/machine.ts';
import type { PlannedAction } from '../model/release.ts';
import type { Mount } from '../model/task.ts';
import { parseMountinfo } from '../parse/proc/mountinfo.ts';
import { counted } from '../wording/phrases.ts';
import { findBackends } from './backends.ts';
import { FUSE_CONTROL, isControlMounted } from './fuse-control.ts';
import { leftAlone, notAsPlanned, outcomeOf } from './outcome.ts';
import { findPlannedMount, mountDiffers } from './plan/planned-mount.ts';
import { containersOf, tasksOn } from './plan/tasks-on.ts';
import type { Remedy } from './remedy.ts';

const RISK =
  'Everything that uses this mount gets errors until it is mounted anew; writes that the server has not taken are lost.';
/** Its first process; the control file system is mounted, and looked for, in its mount namespace. */
const HOST_MOUNTS = 'proc/1/mountinfo';

export const abortFuseConnection: Remedy = {
  id: 'abort-fuse-connection',
  order: 10,
  advise: (tasks) =>
    findBackends(tasks, 'fuse').flatMap(({ backend }) => {
      const connection = fuseConnectionOf(backend.device);
      if (connection === undefined) return [];
      return [
        {
          id: 'abort-fuse-connection',
          says: `Abort the FUSE connection ${connection} of ${backend.source} on ${backend.mountPoint}; what waits for it gets an error, and SIGKILL takes effect.`,
          risk: RISK,
          automatic: isAbortable(backend.fstype),
          command: `echo 1 > ${FUSE_CONTROL}/${connection}/abort`,
        },
      ];
    }),
  action: {
    effectOnUsers: 'disturbs',
    async plan(tasks, around) {
      const actions: PlannedAction[] = [];
      for (const { backend, tasks: waiting } of findBackends(tasks, 'fuse')) {
        const connection = fuseConnectionOf(backend.device);
        if (connection === undefined || !isAbortable(backend.fstype)) continue;
        const mount = await findPlannedMount(backend, waiting, around);
        if (mount === undefined) {
          around.addGap(
            `device ${backend.device}`,
            `${backend.source} is mounted nowhere any more; its connection ${connection} is left alone.`,
          );
          continue;
        }
        const [table] = around.mountTables;
        const mountsControl = table !== undefined && !isControlMounted(table.mounts);
        const freed = tasksOn(tasks, backend);
        actions.push({
          id: `abort-fuse-connection ${backend.device}`,
          remedy: 'abort-fuse-connection',
          target: { kind: 'fuse-connection', connection, mount, mountsControl },
          says: `Abort the FUSE connection ${connection} of ${mount.source} (${mount.fstype}) on ${mount.mountPoint}${mountsControl ? '; fusectl, which is not mounted, is mounted for that moment' : ''}.`,
          commands: commandsOf(connection, mountsControl),
          risk: RISK,
          frees: freed.map(around.describe),
          users: await around.users.ofDevice(backend.device, containersOf(freed)),
        });
      }
      return actions;
    },
    async apply(action, { host, machine }) {
      const { target } = action;
      if (target.kind !== 'fuse-connection') return leftAlone(action, 'it is no FUSE connection');
      const wasMounted = isControlMounted(await readHostMounts(host));
      return outcomeOf(action, async () => {
        if (!wasMounted) await machine.run('mount', ['-t', 'fusectl', 'none', FUSE_CONTROL]);
        try {
          // The last look before the only write.
          const differs = await mountDiffers(host, target.mount);
          if (differs !== undefined) throw notAsPlanned(target.mount.seenIn, differs);
          await machine.write(`${FUSE_CONTROL}/${target.connection}/abort`, '1');
          return await describeAborted(host, target.connection);
        } finally {
          if (!wasMounted) await unmountControl(machine);
        }
      });
    },
  },
};

/** virtiofs is served by the hypervisor, and what becomes of its requests is not certain. */
function isAbortable(fstype: string): boolean {
  return fstype === 'fuse' || fstype === 'fuseblk' || fstype.startsWith('fuse.');
}

function commandsOf(connection: number, mountsControl: boolean): readonly string[] {
  const abort = `echo 1 > ${FUSE_CONTROL}/${connection}/abort`;
  return mountsControl ? [`mount -t fusectl none ${FUSE_CONTROL}`, abort, `umount ${FUSE_CONTROL}`] : [abort];
}

async function readHostMounts(host: Host): Promise<readonly Mount[]> {
  const result = await tryRead(host, HOST_MOUNTS, 16 * 1024 * 1024);
  if ('failure' in result) return [];
  return (
    parseOr(
      () => parseMountinfo(result.text),
      () => undefined,
    ) ?? []
  );
}

async function describeAborted(host: Host, connection: number): Promise<string> {
  const waiting = await tryRead(host, `sys/fs/fuse/connections/${connection}/waiting`, 64);
  const left = 'text' in waiting ? waiting.text.trim() : '';
  if (!/^\d{1,15}$/.test(left)) return `Aborted the FUSE connection ${connection}.`;
  const requests = counted(Number(left), 'request');
  return `Aborted the FUSE connection ${connection}; ${requests} ${left === '1' ? 'is' : 'are'} left on it.`;
}

/** Somebody else may use it by now; then it stays. */
async function unmountControl(machine: Machine): Promise<void> {
  try {
    await machine.run('umount', [FUSE_CONTROL]);
  } catch {
    // It does no harm where it is.
  }
}
