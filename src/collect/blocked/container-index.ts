import type { Container } from '../../model/container.ts';
import type { ProcessRow } from '../../model/process.ts';
import { containerIdsOfCgroup } from '../../parse/proc/cgroup.ts';
import type { CgroupMembership } from '../../parse/proc/cgroup.ts';
import { containerIdOfShim } from './shim.ts';

const MAX_ANCESTORS = 64;

/** Tells which container a process belongs to. */
export interface ContainerIndex {
  readonly byId: ReadonlyMap<string, Container>;
  /** From the cgroup; else the nearest ancestor that is a container's first process, or a container's own shim. */
  containerOf(pid: number, cgroups: readonly CgroupMembership[]): string | undefined;
}

export function indexContainers(
  containers: readonly Container[],
  processes: ReadonlyMap<number, ProcessRow>,
): ContainerIndex {
  const byId = new Map(containers.map((container) => [container.id, container]));
  const byInitPid = new Map<number, string>();
  for (const { id, initPid } of containers) if (initPid !== undefined) byInitPid.set(initPid, id);

  const byAncestors = (pid: number): string | undefined => {
    let row = processes.get(pid);
    for (let steps = 0; row !== undefined && steps < MAX_ANCESTORS; steps += 1) {
      const id = byInitPid.get(row.pid) ?? (row.pid === pid ? undefined : containerIdOfShim(row));
      if (id !== undefined) return id;
      row = row.parentPid === row.pid ? undefined : processes.get(row.parentPid);
    }
    return undefined;
  };
  return {
    byId,
    containerOf: (pid, cgroups) => {
      const ids = cgroups.flatMap(({ path }) => containerIdsOfCgroup(path));
      return ids.find((id) => byId.has(id)) ?? ids[0] ?? byAncestors(pid);
    },
  };
}
