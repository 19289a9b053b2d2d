import type { Host } from '../../host/host.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Container } from '../../model/container.ts';
import type { ProcessRow, Thread } from '../../model/process.ts';
import type { ContainerInit } from '../../model/task.ts';
import { containerIdsOfCgroup, parseCgroup } from '../../parse/proc/cgroup.ts';
import { parseProcStatus } from '../../parse/proc/status.ts';
import type { ProcStatus } from '../../parse/proc/status.ts';
import { parseOr, tryRead } from './try-read.ts';
import { containerIdOfShim, isShim } from './shim.ts';
import { quoteStart } from './thread-lines.ts';
import type { ThreadLines } from './thread-lines.ts';

export interface InitSources {
  readonly host: Host;
  readonly containers: readonly Container[];
  readonly processes: ReadonlyMap<number, ProcessRow>;
  /** First threads by pid. */
  readonly leaders: ReadonlyMap<number, Thread>;
  readonly lines: ThreadLines;
}

/** The first process of every container that has one, by container id. */
export async function findContainerInits(sources: InitSources): Promise<readonly ContainerInit[]> {
  const { containers, processes } = sources;
  const pids = new Map<string, number>();
  for (const { id, initPid } of containers) if (initPid !== undefined) pids.set(id, initPid);
  for (const [id, pid] of await initsOfShims(sources.host, processes)) if (!pids.has(id)) pids.set(id, pid);

  const byId = new Map(containers.map((container) => [container.id, container]));
  const inits: ContainerInit[] = [];
  for (const [containerId, pid] of pids) {
    const init = await initOf(containerId, pid, byId.get(containerId), sources);
    if (init !== undefined) inits.push(init);
  }
  return inits.sort((a, b) => (a.containerId < b.containerId ? -1 : 1));
}

async function initOf(
  containerId: string,
  pid: number,
  container: Container | undefined,
  { host, processes, leaders, lines }: InitSources,
): Promise<ContainerInit | undefined> {
  const row = processes.get(pid);
  const leader = leaders.get(pid);
  if (row === undefined || leader === undefined) {
    const runs = container?.state === 'running' || container?.state === 'paused';
    return runs ? { containerId, pid, state: 'gone', evidence: container.evidence } : undefined;
  }
  const status = await readStatus(host, pid, leader.line === 0 || looksWithoutMemory(row));
  const evidence = lines(leader) ?? status?.evidence;
  const state = stateOf(row, leader, status);
  return { containerId, pid, state, ...(evidence === undefined ? {} : { evidence }) };
}

function stateOf(row: ProcessRow, leader: Thread, status: InitStatus | undefined): ContainerInit['state'] {
  if (leader.state === 'Z' || leader.state === 'X') return 'zombie';
  if (leader.wchan === 'zap_pid_ns_processes') return 'exiting';
  // A process may have cleared its arguments; the memory it still has then shows that it lives.
  return looksWithoutMemory(row) && status?.rssBytes === undefined ? 'exiting' : 'alive';
}

/** ps prints the comm in brackets for want of arguments. */
function looksWithoutMemory({ args, comm }: ProcessRow): boolean {
  return args.startsWith(`[${comm}`) && args.endsWith(']');
}

/**
 * For each container below a shim, by the shim's arguments or the child's cgroup: the child that is process 1 of its
 * namespace, or else the eldest; others came by exec.
 */
async function initsOfShims(
  host: Host,
  processes: ReadonlyMap<number, ProcessRow>,
): Promise<ReadonlyMap<string, number>> {
  const children = new Map<string, ProcessRow[]>();
  for (const row of processes.values()) {
    const parent = processes.get(row.parentPid);
    if (parent === undefined || !isShim(parent) || isShim(row) || row.comm.startsWith('runc')) continue;
    const id = containerIdOfShim(parent) ?? (await containerIdOfProcess(host, row.pid));
    if (id === undefined) continue;
    const siblings = children.get(id);
    if (siblings === undefined) children.set(id, [row]);
    else siblings.push(row);
  }
  const inits = new Map<string, number>();
  for (const [id, rows] of children) {
    rows.sort((a, b) => (b.elapsedSeconds ?? 0) - (a.elapsedSeconds ?? 0) || a.pid - b.pid);
    const [eldest] = rows;
    if (eldest !== undefined) inits.set(id, (await firstOfNamespace(host, rows)) ?? eldest.pid);
  }
  return inits;
}

async function containerIdOfProcess(host: Host, pid: number): Promise<string | undefined> {
  for (const path of [`proc/${pid}/task/${pid}/cgroup`, `proc/${pid}/cgroup`]) {
    const result = await tryRead(host, path);
    if ('failure' in result) continue;
    const cgroups = parseOr(
      () => parseCgroup(result.text),
      () => undefined,
    );
    return cgroups?.flatMap((membership) => containerIdsOfCgroup(membership.path))[0];
  }
  return undefined;
}

async function firstOfNamespace(host: Host, rows: readonly ProcessRow[]): Promise<number | undefined> {
  for (const { pid } of rows.slice(0, 64)) {
    const pids = (await readStatus(host, pid))?.namespacePids ?? [];
    if (pids.length > 1 && pids.at(-1) === 1) return pid;
  }
  return undefined;
}

interface InitStatus extends ProcStatus {
  readonly evidence?: Evidence;
}

async function readStatus(host: Host, pid: number, wanted = true): Promise<InitStatus | undefined> {
  if (!wanted) return undefined;
  for (const path of [`proc/${pid}/task/${pid}/status`, `proc/${pid}/status`]) {
    const result = await tryRead(host, path);
    if ('failure' in result) continue;
    const status = parseOr(
      () => parseProcStatus(result.text),
      () => undefined,
    );
    const evidence = quoteStart(path, result.text, 'State:');
    return status && { ...status, ...(evidence === undefined ? {} : { evidence }) };
  }
  return undefined;
}
