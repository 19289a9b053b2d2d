/**
 * Aborting a FUSE connection ends every request on it with ECONNABORTED, and the tasks that waited for one can die. Linux
 * Documentation/filesystems/fuse.rst, fs/fuse/dev.c (fuse_abort_conn). It takes locks that nobody holds for long.
 */
import { fuseConnectionOf, readWaiting } from '../collect/blocked/fuse-connections.ts';
import type { Host } from '../host/host.ts';
import type { Machine } from '../host/machine.ts';
import type { PlannedAction } from '../model/release.ts';
import type { FindingRemedy } from '../model/diagnosis.ts';
import type { BlockedTask } from '../model/task.ts';
import { counted, listed } from '../wording/phrases.ts';
import { findBackends, findUnsure } from './backends.ts';
import { describePendingKill } from './pending-kill.ts';
import { FUSE_CONTROL, isControlMounted } from './fuse-control.ts';
import { leftAlone, notAsPlanned, outcomeOf } from './outcome.ts';
import { findStillBlocked } from './plan/still-blocked.ts';
import { findPlannedMount, mountDiffers } from './plan/planned-mount.ts';
import { containersOf, tasksOn } from './plan/tasks-on.ts';
import type { Remedy } from './remedy.ts';

const RISK =
  'Everything that uses this mount gets errors until it is mounted again; writes that the server has not taken are lost.';

export const abortFuseConnection: Remedy = {
  id: 'abort-fuse-connection',
  order: 10,
  advise: (tasks) => [
    ...findBackends(tasks, 'fuse').flatMap(({ backend, tasks: waiting }) => {
      const connection = fuseConnectionOf(backend.device);
      if (connection === undefined) return [];
      return [
        {
          id: 'abort-fuse-connection',
          says: `Abort the FUSE connection ${connection} of ${backend.source} on ${backend.mountPoint}; what waits for it gets an error${describePendingKill(waiting)}.`,
          risk: RISK,
          automatic: isAbortable(backend.fstype),
          loses: 'data' as const,
          effect: 'frees' as const,
          command: `echo 1 > ${FUSE_CONTROL}/${connection}/abort`,
          where: 'node' as const,
        },
      ];
    }),
    ...adviseUnsure(tasks),
  ],
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
          says: `Abort the FUSE connection ${connection} of ${mount.source} (${mount.fstype}) on ${mount.mountPoint}${mountsControl ? '; fusectl, which is not mounted, is mounted privately for that' : ''}.`,
          commands: [commandOf(connection, mountsControl)],
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
      return outcomeOf(action, async () => {
        // The last looks before the only write.
        const differs = await mountDiffers(host, target.mount);
        if (differs !== undefined) throw notAsPlanned(target.mount.seenIn, differs);
        const idle = await whyIdle(host, machine, action, target.connection);
        if (idle !== undefined) throw notAsPlanned(FUSE_CONTROL, idle);
        await machine.write(`${FUSE_CONTROL}/${target.connection}/abort`, '1');
        return describeAborted(host, target.connection);
      });
    },
  },
};

/** For tasks that may wait for one of several FUSE servers: which, why that is not certain, and what would tell. Nothing is aborted. */
function adviseUnsure(tasks: readonly BlockedTask[]): readonly FindingRemedy[] {
  return findUnsure(tasks, 'fuse').map(({ candidates, tasks: waiting }) => {
    const places = candidates.map(({ source, mountPoint }) => `${source} on ${mountPoint}`);
    const connections = candidates.flatMap(({ device }) => fuseConnectionOf(device) ?? []);
    const files = connections.map((connection) => `${FUSE_CONTROL}/${connection}/waiting`);
    const who = listed(
      waiting.map(({ comm, pid, tid }) => `${comm} (${pid === tid ? pid : `${pid}/${tid}`})`),
      4,
    );
    const verb = waiting.length === 1 ? 'waits' : 'wait';
    return {
      id: 'find-fuse-connection',
      says: `${who} ${verb} for ${places.length === 1 ? `a FUSE server, perhaps that of ${places[0] ?? ''}` : `one of ${counted(places.length, 'FUSE server')}: ${listed(places, 8)}`}. ${whyUnsure(places.length)} Abort none before you know which one is unresponsive: a connection that shows 0 requests in any of the samples is not the one.`,
      risk: `None to look. Of an abort: ${RISK}`,
      automatic: false,
      loses: 'nothing' as const,
      effect: 'shows' as const,
      ...(files.length === 0
        ? {}
        : {
            command: `for i in $(seq 20); do grep -H . ${files.join(' ')}; sleep 0.5; done`,
            where: 'node' as const,
            waitsFor: '10 seconds of samples',
          }),
    };
  });
}

function whyUnsure(count: number): string {
  return count === 1
    ? 'The kernel does not show that a request waits there.'
    : 'The system call names its file by a path or not at all, and requests may wait on each, so the kernel does not tell them apart.';
}

/** A mount that is only busy is without a request at some moment, and must not be aborted. */
const LOOKS = 20;
const BETWEEN_LOOKS_MS = 10;

/** Why nothing is to be freed here any more; undefined when a planned task and its request still wait. */
async function whyIdle(
  host: Host,
  machine: Machine,
  { frees }: PlannedAction,
  connection: number,
): Promise<string | undefined> {
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) await machine.sleep(BETWEEN_LOOKS_MS);
    const waiting = await readWaiting(host, connection);
    if (waiting === undefined) return `the requests on connection ${connection} cannot be read`;
    if (waiting === 0) return `nothing waits on connection ${connection} any more`;
  }
  const blocked = await findStillBlocked(host, frees);
  return blocked.length === 0 ? 'none of the tasks that it would free is blocked any more' : undefined;
}

/** virtiofs is served by the hypervisor, and what becomes of its requests is not certain. */
function isAbortable(fstype: string): boolean {
  return fstype === 'fuse' || fstype === 'fuseblk' || fstype.startsWith('fuse.');
}

/** One command, which leaves nothing mounted in the host's mount namespace. */
function commandOf(connection: number, mountsControl: boolean): string {
  const abort = `echo 1 > ${FUSE_CONTROL}/${connection}/abort`;
  return mountsControl
    ? `unshare --mount --propagation private sh -c 'mount -t fusectl none ${FUSE_CONTROL}; ${abort}'`
    : abort;
}

async function describeAborted(host: Host, connection: number): Promise<string> {
  const left = await readWaiting(host, connection);
  if (left === undefined) return `Aborted the FUSE connection ${connection}.`;
  return `Aborted the FUSE connection ${connection}; ${counted(left, 'request')} ${left === 1 ? 'is' : 'are'} left on it.`;
}
