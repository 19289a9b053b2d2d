import type {
  KillState,
  PlannedAction,
  PlannedContainer,
  PlannedDaemon,
  PlannedTask,
} from '../../model/release.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { BlockedTask, WaitsFor } from '../../model/task.ts';
import { counted, listed } from '../../wording/phrases.ts';
import { FUSE_CONTROL, isControlMounted } from '../fuse-control.ts';
import { killCommand } from '../kill-container.ts';
import type { BlockedDaemon, StuckContainer } from './stuck.ts';
import type { PlanSurroundings } from './surroundings.ts';

/** A stuck container as the plan shows it, with the actions that free it and what will become of it. */
export function describeContainer(
  stuck: StuckContainer,
  snapshot: Snapshot,
  freeing: readonly PlannedAction[],
  killing: readonly PlannedAction[],
  around: PlanSurroundings,
): PlannedContainer {
  const known = snapshot.containers.find(({ id }) => id === stuck.id);
  const tasks = stuck.tasks.map(around.describe);
  const kill = killState(tasks, stuck.deadInit !== undefined);
  const kills = killing.filter(({ target }) => target.kind === 'container' && target.id === stuck.id);
  const actions = [...actionsFor(tasks, freeing), ...kills];
  const name = stuck.name ?? known?.name;
  const pod = stuck.pod ?? known?.pod;
  return {
    id: stuck.id,
    ...(known === undefined ? {} : { runtime: known.runtime }),
    ...(name === undefined ? {} : { name }),
    ...(pod === undefined ? {} : { pod }),
    ...(known?.state === undefined ? {} : { state: known.state }),
    ...(known?.initPid === undefined ? {} : { initPid: known.initPid }),
    ...(stuck.stops === undefined ? {} : { stops: stuck.stops }),
    kill,
    tasks,
    ...(stuck.deadInit === undefined ? {} : { deadInit: stuck.deadInit.pid }),
    actions: actions.map(({ id }) => id),
    notes: [
      ...whatBecomes(
        { id: stuck.id, ...(known === undefined ? {} : { runtime: known.runtime }) },
        kill,
        actions,
      ),
      ...leftBlocked(stuck.tasks, freeing, around),
    ],
  };
}

/** A daemon with blocked threads as the plan shows it. */
export function describeDaemon(
  { pid, comm, tasks }: BlockedDaemon,
  freeing: readonly PlannedAction[],
  around: PlanSurroundings,
): PlannedDaemon {
  const planned = tasks.map(around.describe);
  return {
    pid,
    comm,
    tasks: planned,
    actions: actionsFor(planned, freeing).map(({ id }) => id),
    notes: leftBlocked(tasks, freeing, around),
  };
}

function actionsFor(
  tasks: readonly PlannedTask[],
  actions: readonly PlannedAction[],
): readonly PlannedAction[] {
  const tids = new Set(tasks.map(({ tid }) => tid));
  return actions.filter(({ frees }) => frees.some(({ tid }) => tids.has(tid)));
}

/** A first process that is dead already had SIGKILL sent to all others of its pid namespace. */
function killState(tasks: readonly PlannedTask[], initIsDead: boolean): KillState {
  if (initIsDead || tasks.some(({ sigkillPending }) => sigkillPending === true)) return 'pending';
  return tasks.every(({ sigkillPending }) => sigkillPending === false) ? 'not-pending' : 'unknown';
}

function whatBecomes(
  container: Pick<PlannedContainer, 'id' | 'runtime'>,
  kill: KillState,
  actions: readonly PlannedAction[],
): readonly string[] {
  if (actions.length === 0)
    return ['This plan does nothing for it: what it waits for cannot be released from here.'];
  if (actions.some(({ target }) => target.kind === 'container')) return [];
  const command = killCommand(container);
  switch (kill) {
    case 'pending':
      return ['SIGKILL is pending: it dies as soon as its tasks return from the kernel.'];
    case 'not-pending':
      return [
        `No SIGKILL is pending: it will end by itself, or go on running; this plan does not kill it. Afterwards: ${command} (or plan it with --kill).`,
      ];
    case 'unknown':
      return [
        `Whether SIGKILL is pending is not known: if it goes on running, ${command} ends it (or plan it with --kill).`,
      ];
  }
}

const LEFT: Readonly<Record<WaitsFor, string>> = {
  fuse: 'a FUSE server',
  nfs: 'a network file system',
  'frozen-fs': 'a frozen file system',
  'frozen-cgroup': 'a frozen cgroup',
  block: 'a disk',
  lock: 'a lock in the kernel',
  other: 'something in the kernel',
};

/** Tasks that no action frees, by what they wait for. */
function leftBlocked(
  tasks: readonly BlockedTask[],
  freeing: readonly PlannedAction[],
  { mountTables: [table] }: PlanSurroundings,
): readonly string[] {
  const freed = new Set(freeing.flatMap(({ frees }) => frees.map(({ tid }) => tid)));
  const left = tasks.filter(({ tid }) => !freed.has(tid));
  if (left.length === 0) return [];
  const kinds = [...new Set(left.map(nameWait))].sort();
  const verb = left.length === 1 ? 'waits' : 'wait';
  const says = `${counted(left.length, 'task')} that no action here frees ${verb} for ${listed(kinds)}.`;
  const isUnsure = left.some(
    ({ waits, backendCandidates }) => waits === 'fuse' && backendCandidates.length > 1,
  );
  const tells = isUnsure && table !== undefined && !isControlMounted(table.mounts);
  return tells
    ? [
        says,
        `Which of them does not answer is told where fusectl is mounted: mount -t fusectl none ${FUSE_CONTROL}`,
      ]
    : [says];
}

function nameWait({ waits, backend, backendCandidates }: BlockedTask): string {
  const kind = LEFT[waits];
  if (backend !== undefined) return `${kind}, ${backend.source} on ${backend.mountPoint}`;
  if (backendCandidates.length === 0) return kind;
  const candidates = backendCandidates.map(({ source, mountPoint }) => `${source} on ${mountPoint}`);
  return `${kind}, which may be ${listed(candidates.sort(), 3)}`;
}
