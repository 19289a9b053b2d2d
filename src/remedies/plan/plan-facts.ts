import { tryRead } from '../../collect/blocked/try-read.ts';
import type { Host } from '../../host/host.ts';
import type { Daemon } from '../../model/daemon.ts';
import type {
  ActionTarget,
  ObjectUser,
  PlannedAction,
  PlannedContainer,
  PlannedDaemon,
  PlannedMount,
  PlannedTask,
} from '../../model/release.ts';
import type { BackendProof } from '../../model/task.ts';
import { remedies } from '../index.ts';
import { readStartTicks } from './start-ticks.ts';

const BOOT_ID = 'proc/sys/kernel/random/boot_id';

export interface FactSources {
  readonly containers: readonly PlannedContainer[];
  readonly daemons: readonly PlannedDaemon[];
  readonly actions: readonly PlannedAction[];
  /** The container daemons of the host. */
  readonly running: readonly Daemon[];
}

/**
 * All that must still be so when the plan is carried out, one line each, sorted: the boot, the container daemons, each target, the
 * containers and their tasks with their start times and what proves that they wait for the target, and the containers that use
 * a target. Where an action gives other users errors, also every process that has files open there. Text from the host stands
 * in JSON quotes.
 *
 * What changes while nothing of this does is no fact: how long a task has waited, how many requests a FUSE server has not
 * answered (that there are some is looked at right before the abort), how many stops came in, how many files are open, what an
 * argument of a process says, and processes that only see a mount.
 */
export async function listFacts(
  host: Host,
  { containers, daemons, actions, running }: FactSources,
): Promise<readonly string[]> {
  if (actions.length === 0) return [];
  const boot = await tryRead(host, BOOT_ID, 256);
  const users = await Promise.all(actions.map((action) => userFacts(host, action)));
  return [
    ...('text' in boot ? [`boot ${quoted(boot.text.trim())}`] : []),
    ...running.map(daemonFact),
    ...actions.flatMap((action) => [
      `action ${action.remedy} on ${describeTarget(action.target)}`,
      ...action.frees.map(({ pid, tid }) => `action ${quoted(action.id)} frees task ${pid}/${tid}`),
    ]),
    ...containers.flatMap((container) => [
      containerFact(container),
      ...container.tasks.map((task) => taskFact(task, `container ${container.id.slice(0, 12)}`)),
    ]),
    ...daemons.flatMap(({ comm, pid, tasks }) =>
      tasks.map((task) => taskFact(task, `${quoted(comm)} ${pid}`)),
    ),
    ...users.flat(),
  ].sort();
}

/** Which daemons run: their programs, versions and processes. */
function daemonFact({ name, version, pid, startTicks }: Daemon): string {
  const which = version === undefined ? '' : ` ${quoted(version)}`;
  const since = startTicks === undefined ? '' : ` started at tick ${startTicks}`;
  return `daemon ${quoted(name)}${which}${pid === undefined ? '' : ` is process ${pid}`}${since}`;
}

function containerFact(container: PlannedContainer): string {
  const { id, runtime, name, pod, state, initPid, deadInit, kill, actions } = container;
  const known = [
    ...(runtime === undefined ? [] : [`of ${runtime}`]),
    ...(name === undefined ? [] : [`named ${quoted(name)}`]),
    ...(pod === undefined ? [] : [`of pod ${quoted(pod)}`]),
    ...(state === undefined ? [] : [`in state ${quoted(state)}`]),
    ...(initPid === undefined ? [] : [`with first process ${initPid}`]),
    ...(deadInit === undefined ? [] : [`whose first process ${deadInit} has exited`]),
    actions.length === 0 ? 'which nothing is done for' : `SIGKILL ${kill}`,
  ];
  return `container ${id}, ${known.join(', ')}`;
}

function taskFact(task: PlannedTask, of: string): string {
  const { pid, tid, comm, startTicks, waits, wchan, kernelStack, syscall, device, proof } = task;
  const known = [
    ...(device === undefined ? [] : [`on device ${device}`]),
    ...(proof === undefined ? [] : [`as its ${PROOFS[proof]}`]),
    ...(wchan === undefined ? [] : [`asleep in ${quoted(wchan)}`]),
    ...(kernelStack === undefined ? [] : [`with stack ${quoted(kernelStack.join(' '))}`]),
    ...(syscall === undefined ? [] : [`in system call ${quoted(syscall)}`]),
  ];
  const started = startTicks === undefined ? '' : ` started at tick ${startTicks}`;
  return [`task ${pid}/${tid} ${quoted(comm)}${started} of ${of} waits for ${waits}`, ...known].join(', ');
}

const PROOFS: Readonly<Record<BackendProof, string>> = {
  descriptor: 'open file tells',
  requests: 'mounts and their requests tell',
  'only-mount': 'only mount tells',
  cgroup: 'cgroup tells',
};

function describeTarget(target: ActionTarget): string {
  switch (target.kind) {
    case 'fuse-connection':
      return `connection ${target.connection}, ${describeMount(target.mount)}`;
    case 'filesystem':
      return `${describeMount(target.mount)}, by ${quoted(target.folder)}`;
    case 'cgroup':
      return `cgroup v${target.version} ${quoted(target.path)}, by ${quoted(target.folder)}`;
    case 'container':
      return `container ${target.id} of ${target.runtime}`;
  }
}

function describeMount(mount: PlannedMount): string {
  const { device, source, fstype, mountPoint, id, root, seenIn, namespace } = mount;
  const where = `mount ${id} of ${quoted(root)} in ${quoted(seenIn)}`;
  const space = namespace === undefined ? '' : ` (${quoted(namespace)})`;
  return `device ${device}: ${quoted(source)} ${quoted(fstype)} on ${quoted(mountPoint)}, ${where}${space}`;
}

async function userFacts(host: Host, { remedy, id, users }: PlannedAction): Promise<readonly string[]> {
  const groups = users.groups.filter(({ container }) => container !== undefined);
  const facts = [
    ...groups.map(({ container }) => `user of ${quoted(id)}: container ${container ?? ''}`),
    ...(users.unreadProcesses > 0 ? [`user of ${quoted(id)}: some processes that cannot be looked at`] : []),
  ];
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
