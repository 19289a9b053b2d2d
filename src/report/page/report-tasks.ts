import type { Attribution } from '../../model/attribution.ts';
import type { Container } from '../../model/container.ts';
import type { Backend, BlockedTask, TaskFacts } from '../../model/task.ts';
import type { ReportBackend, ReportTask, ReportTasks } from './report-data.ts';

const MOST_TASKS = 500;
const MOST_USERS = 100;

/** The blocked tasks for the page, and who else depends on what they wait for. */
export function reportTasks(
  tasks: TaskFacts,
  containers: readonly Container[],
  { tellingFunctionOf }: Pick<Attribution, 'tellingFunctionOf'>,
): ReportTasks {
  const { threadCount, blocked } = tasks;
  const shown = blocked.slice(0, MOST_TASKS);
  const more = blocked.length - shown.length;
  const backends = new Map(
    shown.flatMap(({ backend }) => (backend === undefined ? [] : [[keyOf(backend), backend] as const])),
  );
  return {
    threadCount,
    blocked: shown.map((task) => reportTask(task, tellingFunctionOf.get(task))),
    ...(more > 0 ? { more } : {}),
    backends: [...backends.values()].map((backend) => reportBackend(backend, tasks, containers)),
  };
}

function reportTask(
  { syscall, containerId, backendCandidates: _candidates, backendProof: _proof, ...task }: BlockedTask,
  telling: string | undefined,
): ReportTask {
  const index = telling === undefined ? -1 : task.kernelStack.indexOf(telling);
  return {
    ...task,
    ...(index < 0 ? {} : { telling: index }),
    ...(syscall?.name === undefined ? {} : { syscall: syscall.name }),
    ...(containerId === undefined ? {} : { container: containerId }),
  };
}

function reportBackend(
  backend: Backend,
  { fuseConnections, hostMounts }: TaskFacts,
  containers: readonly Container[],
): ReportBackend {
  const minor = Number(backend.device.split(':')[1]);
  const connection = backend.fstype.startsWith('fuse')
    ? fuseConnections.find((one) => one.minor === minor)
    : undefined;
  const mountPoints = hostMounts
    .filter(({ device }) => device === backend.device)
    .map(({ mountPoint }) => mountPoint);
  const places = [...new Set([backend.mountPoint, ...mountPoints])];
  return {
    backend,
    ...(connection === undefined ? {} : { waitingRequests: connection.waiting }),
    mountPoints: places.slice(0, MOST_USERS),
    containers: containers
      .filter(({ mounts }) => mounts.some(({ source }) => places.some((place) => isWithin(source, place))))
      .map(({ id }) => id)
      .slice(0, MOST_USERS),
  };
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || (folder !== '/' && path.startsWith(`${folder}/`));
}

function keyOf({ source, device, mountPoint }: Backend): string {
  return JSON.stringify([source, device, mountPoint]);
}
