import { HostError } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import type { ProcessRow, Thread } from '../model/process.ts';
import type { BlockedTask, TaskFacts } from '../model/task.ts';
import { parseUname } from '../parse/proc/uname.ts';
import type { Collector } from './collector.ts';
import { describeBlockedTask } from './task/blocked-task.ts';
import type { TaskSurroundings } from './task/blocked-task.ts';
import { findContainerInits } from './task/container-inits.ts';
import { indexContainers } from './task/container-index.ts';
import { findBlocked } from './task/find-blocked.ts';
import type { FoundBlocked } from './task/find-blocked.ts';
import { readFuseConnections } from './task/fuse-connections.ts';
import { GapTally } from './task/gap-tally.ts';
import { readHostMounts } from './task/host-mounts.ts';
import { parseOr, tryRead } from './task/try-read.ts';
import { findStopped } from './task/stopped-processes.ts';
import { listRecordedThreads } from './task/recorded-threads.ts';
import { markUntrustedShims } from './task/untrusted-shims.ts';
import { THREAD_TABLE, readThreadLines } from './task/thread-lines.ts';

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
    const fuseConnections = await readFuseConnections(host, gaps);
    const machine = await readMachine(host);
    const found = await findBlocked(host, threads, machine, gaps);
    const part: TaskFacts = {
      threadCount: threads.length,
      processes,
      stopped: await findStopped(host, leaders.values(), processes, lines),
      blocked: describeAll(found, {
        containers: indexContainers(containers, processes),
        hostMounts,
        fuseConnections: new Map(fuseConnections.map((connection) => [connection.minor, connection])),
        lines,
      }),
      inits:
        threads.length === 0 ? [] : await findContainerInits({ host, containers, processes, leaders, lines }),
      fuseConnections,
      hostMounts: hostMounts.mounts,
      ...(hostMounts.file === '' ? {} : { hostMountsFile: hostMounts.file }),
    };
    return { part: { tasks: part }, gaps: gaps.gaps() };
  },
};

/** Locks last: their holders are looked for among the devices that the others wait for. */
function describeAll(found: readonly FoundBlocked[], around: TaskSurroundings): readonly BlockedTask[] {
  const described: BlockedTask[] = [];
  const suspectDevices = new Set<string>();
  for (const one of found.filter(({ wait }) => wait.waits !== 'lock')) {
    const task = describeBlockedTask(one, around, suspectDevices);
    if (task.backend !== undefined) suspectDevices.add(task.backend.device);
    described.push(task);
  }
  for (const one of found.filter(({ wait }) => wait.waits === 'lock')) {
    described.push(describeBlockedTask(one, around, suspectDevices));
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
  for (const { pid, tid, parentPid, comm, args, elapsedSeconds, isKernel } of threads) {
    if (rows.has(pid) && pid !== tid) continue;
    const elapsed = elapsedSeconds === undefined ? {} : { elapsedSeconds };
    rows.set(pid, { pid, parentPid, comm, args, ...elapsed, ...(isKernel === true ? { isKernel } : {}) });
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
