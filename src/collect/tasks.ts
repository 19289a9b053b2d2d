import { HostError } from '../system/host-error.ts';
import type { Host } from '../host/host.ts';
import type { ProcessRow, Thread } from '../model/process.ts';
import type { BlockedTask, FuseConnection, TaskFacts } from '../model/task.ts';
import { parseContextSwitches } from '../parse/proc/context-switches.ts';
import { parseUname } from '../parse/proc/uname.ts';
import type { Collector } from './collector.ts';
import { describeBlockedTask } from './blocked/blocked-task.ts';
import type { TaskSurroundings } from './blocked/blocked-task.ts';
import { findContainerInits } from './blocked/container-inits.ts';
import { indexContainers } from './blocked/container-index.ts';
import type { ContainerIndex } from './blocked/container-index.ts';
import { findBlocked } from './blocked/find-blocked.ts';
import type { FoundBlocked } from './blocked/find-blocked.ts';
import { readFuseConnections, watchFuseConnections } from './blocked/fuse-connections.ts';
import { GapTally } from './blocked/gap-tally.ts';
import { readHostMounts } from './blocked/host-mounts.ts';
import { mountOf } from './blocked/mount-table.ts';
import type { MountTable } from './blocked/mount-table.ts';
import { withoutJustEnded } from './blocked/just-ended.ts';
import { parseOr, tryRead } from './blocked/try-read.ts';
import { findStopped } from './blocked/stopped-processes.ts';
import { listRecordedThreads } from './blocked/recorded-threads.ts';
import { markUntrustedShims } from './blocked/untrusted-shims.ts';
import { THREAD_TABLE, readThreadLines } from './blocked/thread-lines.ts';

/** Folders to which every container host writes all the time. */
const WRITTEN_BY_HOST = ['/', '/var/log', '/var/lib/docker', '/var/lib/containerd', '/var/lib/containers'];

/** Threads that cannot go on, what each waits for, and the first process of every container. */
export const tasks: Collector = {
  id: 'tasks',
  says: 'reading the tasks that wait',
  needs: ['containers'],
  collect: async (host, _options, { containers }) => {
    const gaps = new GapTally();
    const threads = await readThreads(host, gaps);
    const processes = await markUntrustedShims(host, processTable(threads));
    const leaders = new Map(
      threads.filter(({ pid, tid }) => pid === tid).map((thread) => [thread.pid, thread]),
    );
    const lines = await readThreadLines(host);
    const hostMounts = await readHostMounts(host, processes, gaps);
    const machine = await readMachine(host);
    const found = await findBlocked(host, threads, machine, gaps);
    const fuse = await readFuse(host, found, gaps);
    const containerIndex = indexContainers(containers, processes);
    const writtenDevices = findWrittenDevices(found, hostMounts, containerIndex);
    const inits =
      threads.length === 0 ? [] : await findContainerInits({ host, containers, processes, leaders, lines });
    const part: TaskFacts = {
      threadCount: threads.length,
      processes,
      stopped: await findStopped(host, leaders.values(), processes, lines),
      blocked: describeAll(found, (one) => ({
        containers: containerIndex,
        hostMounts,
        fuseConnections: fuse.connectionsFor(one),
        lines,
        writtenDevices,
      })),
      inits: await withoutJustEnded(host, inits, containers),
      fuseConnections: fuse.connections,
      hostMounts: hostMounts.mounts,
      ...(hostMounts.file === '' ? {} : { hostMountsFile: hostMounts.file }),
    };
    return { part: { tasks: part }, gaps: gaps.gaps() };
  },
};

interface FuseSeen {
  readonly connections: readonly FuseConnection[];
  /** What they tell of one task. */
  connectionsFor(task: FoundBlocked): ReadonlyMap<number, FuseConnection>;
}

/**
 * The requests on FUSE connections. Where more than one has some, they are watched for a moment, so that a mount that is only busy
 * is known by being without any at times. That tells something of a task which did not run meanwhile; of another, only the first
 * look counts.
 */
async function readFuse(host: Host, found: readonly FoundBlocked[], gaps: GapTally): Promise<FuseSeen> {
  const first = await readFuseConnections(host, gaps);
  const waiting = found.filter(({ wait }) => wait.waits === 'fuse');
  const isUnsure = first.filter((connection) => connection.waiting > 0).length > 1;
  const byFirst = byNumber(first);
  if (!host.live || !isUnsure || waiting.length === 0)
    return { connections: first, connectionsFor: () => byFirst };
  const watched = await watchFuseConnections(host, first);
  const byWatched = byNumber(watched);
  const slept = new Set<FoundBlocked>();
  for (const one of waiting) {
    const { pid, tid } = one.thread;
    const result = await tryRead(host, `proc/${pid}/task/${tid}/status`, 65_536);
    const switchCount = 'text' in result ? parseContextSwitches(result.text) : undefined;
    if (switchCount !== undefined && switchCount === one.facts.switchCount) slept.add(one);
  }
  return { connections: watched, connectionsFor: (task) => (slept.has(task) ? byWatched : byFirst) };
}

function byNumber(connections: readonly FuseConnection[]): ReadonlyMap<number, FuseConnection> {
  return new Map(connections.map((connection) => [connection.minor, connection]));
}

/**
 * Devices that are not frozen. A frozen file system holds every writer: where a thread of the host itself would wait to write (its
 * root, the logs, the state of the container daemons) and none does, that one is not frozen.
 */
function findWrittenDevices(
  found: readonly FoundBlocked[],
  { mounts }: MountTable,
  containers: ContainerIndex,
): ReadonlySet<string> {
  const hostWaits = found.some(
    ({ wait, thread, facts }) =>
      (wait.waits === 'frozen-fs' || wait.waits === 'lock') &&
      containers.containerOf(thread.pid, facts.cgroups) === undefined,
  );
  if (hostWaits) return new Set();
  return new Set(WRITTEN_BY_HOST.flatMap((folder) => mountOf(folder, mounts)?.device ?? []));
}

/** Locks last: their holders are looked for among the devices that the others wait for. */
function describeAll(
  found: readonly FoundBlocked[],
  aroundOf: (task: FoundBlocked) => TaskSurroundings,
): readonly BlockedTask[] {
  const described: BlockedTask[] = [];
  const suspectDevices = new Set<string>();
  for (const one of found.filter(({ wait }) => wait.waits !== 'lock')) {
    const task = describeBlockedTask(one, aroundOf(one), suspectDevices);
    if (task.backend !== undefined) suspectDevices.add(task.backend.device);
    described.push(task);
  }
  for (const one of found.filter(({ wait }) => wait.waits === 'lock')) {
    described.push(describeBlockedTask(one, aroundOf(one), suspectDevices));
  }
  return described.sort((a, b) => a.pid - b.pid || a.tid - b.tid);
}

/** The thread table; where there is none, the threads that were recorded one by one. */
async function readThreads(host: Host, gaps: GapTally): Promise<readonly Thread[]> {
  let threads: readonly Thread[] = [];
  try {
    threads = await host.threads();
    if (threads.length === 0) gaps.add('threads', THREAD_TABLE, 'malformed', 'The thread table is empty.');
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    gaps.add('threads', error.path, error.reason, error.message);
  }
  return threads.length > 0 || host.live ? threads : listRecordedThreads(host);
}

function processTable(threads: readonly Thread[]): ReadonlyMap<number, ProcessRow> {
  const rows = new Map<number, ProcessRow>();
  const counts = new Map<number, number>();
  for (const { pid } of threads) counts.set(pid, (counts.get(pid) ?? 0) + 1);
  for (const { pid, tid, parentPid, comm, args, elapsedSeconds, isKernel } of threads) {
    if (rows.has(pid) && pid !== tid) continue;
    const elapsed = elapsedSeconds === undefined ? {} : { elapsedSeconds };
    const threadCount = counts.get(pid) ?? 1;
    const kernel = isKernel === true ? { isKernel } : {};
    rows.set(pid, { pid, parentPid, comm, args, threadCount, ...elapsed, ...kernel });
  }
  return rows;
}

async function readMachine(host: Host): Promise<string | undefined> {
  const result = await tryRead(host, 'uname', 4096);
  if ('failure' in result) return undefined;
  const uname = parseOr(
    () => parseUname(result.text),
    () => undefined,
  );
  return uname?.machine;
}
