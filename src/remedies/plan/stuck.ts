import { isHelperName } from '../../collect/blocked/shim.ts';
import type { Cause } from '../../model/cause.ts';
import type { Diagnosis } from '../../model/diagnosis.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { BlockedTask, ContainerInit, WaitsFor } from '../../model/task.ts';

/** A container that the diagnosis names, with its tasks that do not return from the kernel. */
export interface StuckContainer {
  readonly id: string;
  readonly stops?: number;
  readonly name?: string;
  readonly pod?: string;
  readonly tasks: readonly BlockedTask[];
  readonly deadInit?: ContainerInit;
}

/** A container daemon, or a helper of one, with its threads that do not return. */
export interface BlockedDaemon {
  readonly pid: number;
  readonly comm: string;
  readonly tasks: readonly BlockedTask[];
}

/** Waits that only somebody else ends: whoever is in one is stuck even while a signal could still wake it. */
const UNANSWERED: ReadonlySet<WaitsFor> = new Set(['fuse', 'nfs', 'frozen-fs', 'frozen-cgroup']);

/**
 * The containers that cannot die, and those of every other finding that is more than a hint, which have blocked tasks, or a
 * first process that is dead and stays; by id.
 */
export function findStuckContainers(
  { tasks }: Snapshot,
  { findings }: Diagnosis,
  causes: readonly Cause[],
): readonly StuckContainer[] {
  if (tasks === undefined) return [];
  const roots = new Set(causes.filter((cause) => cause.explainsContainers).map(({ id }) => id));
  const told = findings
    .filter(({ cause, severity }) => roots.has(cause) || severity !== 'info')
    .flatMap((finding) => finding.containers);
  const certain = new Set(
    findings.filter(({ cause }) => roots.has(cause)).flatMap((one) => one.containers.map(({ id }) => id)),
  );
  return [...new Set(told.map(({ id }) => id))].sort().flatMap((id) => {
    const blocked = tasks.blocked.filter((task) => task.containerId === id && isStuck(task));
    const deadInit = tasks.inits.find(
      (init) => init.containerId === id && (init.state === 'exiting' || init.state === 'zombie'),
    );
    if (blocked.length === 0 && !(certain.has(id) && deadInit !== undefined)) return [];
    const all = told.filter((one) => one.id === id);
    const stops = Math.max(...all.map((one) => one.stops ?? 0));
    const name = all.find((one) => one.name !== undefined)?.name;
    const pod = all.find((one) => one.pod !== undefined)?.pod;
    return [
      {
        id,
        tasks: blocked,
        ...(stops === 0 ? {} : { stops }),
        ...(name === undefined ? {} : { name }),
        ...(pod === undefined ? {} : { pod }),
        ...(deadInit === undefined ? {} : { deadInit }),
      },
    ];
  });
}

/** Daemons of a host that is not healthy, of which a thread waits for a backend that is known, or is one of some. */
export function findBlockedDaemons(
  { tasks, daemons }: Snapshot,
  { verdict }: Diagnosis,
  stuck: readonly StuckContainer[],
): readonly BlockedDaemon[] {
  if (tasks === undefined || verdict === 'healthy' || verdict === 'unknown') return [];
  const pids = new Set(daemons.map(({ pid }) => pid));
  const ids = new Set(stuck.map(({ id }) => id));
  const found = new Map<number, BlockedTask[]>();
  for (const task of tasks.blocked) {
    const isDaemon = pids.has(task.pid) || (isHelperName(task.comm) && task.isUntrusted !== true);
    const isKnown = task.backend !== undefined || task.backendCandidates.length > 0;
    if (!isDaemon || !isKnown || !UNANSWERED.has(task.waits)) continue;
    if (task.containerId !== undefined && ids.has(task.containerId)) continue;
    found.set(task.pid, [...(found.get(task.pid) ?? []), task]);
  }
  return [...found].map(([pid, blocked]) => ({
    pid,
    comm: tasks.processes.get(pid)?.comm ?? blocked[0]?.comm ?? '?',
    tasks: blocked,
  }));
}

function isStuck({ state, sigkillPending, waits }: BlockedTask): boolean {
  return sigkillPending === true || state === 'D' || UNANSWERED.has(waits);
}
