import { tryRead } from '../../collect/task/try-read.ts';
import type { Host } from '../../host/host.ts';
import type {
  ActionTarget,
  ObjectUser,
  PlannedAction,
  PlannedContainer,
  PlannedDaemon,
  PlannedTask,
} from '../../model/release.ts';
import { remedies } from '../index.ts';
import { readStartTicks } from './start-ticks.ts';

const BOOT_ID = 'proc/sys/kernel/random/boot_id';

/**
 * All that must still be so when the plan is carried out, one line each, sorted: the boot, each target, the containers and their
 * tasks with their start times, and the containers that use a target. Where an action gives other users errors, also every
 * process that has files open there. Text from the host stands in JSON quotes.
 */
export async function listFacts(
  host: Host,
  containers: readonly PlannedContainer[],
  daemons: readonly PlannedDaemon[],
  actions: readonly PlannedAction[],
): Promise<readonly string[]> {
  if (actions.length === 0) return [];
  const boot = await tryRead(host, BOOT_ID, 256);
  const users = await Promise.all(actions.map((action) => userFacts(host, action)));
  return [
    ...('text' in boot ? [`boot ${quoted(boot.text.trim())}`] : []),
    ...actions.map(({ remedy, target }) => `action ${remedy} on ${describeTarget(target)}`),
    ...containers.flatMap((container) => [
      `container ${container.id}, ${container.actions.length === 0 ? 'which nothing is done for' : `SIGKILL ${container.kill}`}`,
      ...container.tasks.map((task) => taskFact(task, `container ${container.id.slice(0, 12)}`)),
    ]),
    ...daemons.flatMap(({ comm, pid, tasks }) =>
      tasks.map((task) => taskFact(task, `${quoted(comm)} ${pid}`)),
    ),
    ...users.flat(),
  ].sort();
}

function taskFact({ pid, tid, comm, startTicks, waits }: PlannedTask, of: string): string {
  const started = startTicks === undefined ? '' : ` started at tick ${startTicks}`;
  return `task ${pid}/${tid} ${quoted(comm)}${started} of ${of} waits for ${waits}`;
}

function describeTarget(target: ActionTarget): string {
  switch (target.kind) {
    case 'fuse-connection':
    case 'filesystem': {
      const { device, source, fstype, mountPoint } = target.mount;
      return `device ${device}: ${quoted(source)} ${quoted(fstype)} on ${quoted(mountPoint)}`;
    }
    case 'cgroup':
      return `cgroup v${target.version} ${quoted(target.path)}`;
    case 'container':
      return `container ${target.id}`;
  }
}

async function userFacts(host: Host, { remedy, id, users }: PlannedAction): Promise<readonly string[]> {
  const groups = users.groups.filter(({ container }) => container !== undefined);
  const facts = groups.map(({ container }) => `user of ${quoted(id)}: container ${container ?? ''}`);
  if (remedies.find((one) => one.id === remedy)?.action?.effectOnUsers !== 'disturbs') return facts;
  const holders = users.groups.flatMap(({ processes }) => processes.filter(holds));
  const starts = await readStartTicks(
    host,
    holders.map(({ pid }) => ({ pid, tid: pid })),
  );
  const started = (pid: number): string => {
    const ticks = starts.get(pid);
    return ticks === undefined ? '' : ` started at tick ${ticks}`;
  };
  return [
    ...facts,
    ...holders.map(({ pid, comm }) => `user of ${quoted(id)}: process ${pid} ${quoted(comm)}${started(pid)}`),
  ];
}

function holds({ openFiles, isBlocked }: ObjectUser): boolean {
  return isBlocked || (openFiles ?? 0) > 0;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
