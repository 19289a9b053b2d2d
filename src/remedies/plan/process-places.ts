// Where every process of the host stands: its cgroups, its container, its mount namespace.
//
// Source: cgroups(7), mount_namespaces(7), proc_pid_ns(5): processes with the same link `ns/mnt` have the same mounts, so one
// mountinfo is read for each namespace, not for each process. Neither file waits for a file system or for a blocked task.

import { indexContainers } from '../../collect/task/container-index.ts';
import { inBatches } from '../../collect/reading/in-batches.ts';
import { parseOr, tryRead } from '../../collect/task/try-read.ts';
import type { Host } from '../../host/host.ts';
import type { ProcessRow } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Mount } from '../../model/task.ts';
import { parseCgroup, type CgroupMembership } from '../../parse/proc/cgroup.ts';
import { parseMountinfo } from '../../parse/proc/mountinfo.ts';

/** One process, as far as it may use mounts and cgroups. */
export interface ProcessPlace {
  readonly pid: number;
  readonly comm: string;
  readonly container?: string;
  readonly cgroups: readonly CgroupMembership[];
  /** The mounts that it sees; absent where they could not be read. The same array for all processes of one namespace. */
  readonly mounts?: readonly Mount[];
}

const KTHREADD = 2;
/** More are not looked at; their number is told. */
const MAX_PROCESSES = 20_000;
const MAX_MOUNTINFO_BYTES = 16 * 1024 * 1024;

/** Every process but kernel threads and this one, by pid. Of a recorded host, only those of which something was recorded are read. */
export async function readProcessPlaces(host: Host, snapshot: Snapshot): Promise<readonly ProcessPlace[]> {
  const processes = snapshot.tasks?.processes ?? new Map<number, ProcessRow>();
  const containers = indexContainers(snapshot.containers, processes);
  const namespaces = new Map<string, Promise<readonly Mount[] | undefined>>();
  const recorded = host.live ? undefined : new Set(await listOr(host, 'proc'));
  const own = await readOwnPid(host);
  const rows = [...processes.values()]
    .filter(({ pid, parentPid }) => pid !== KTHREADD && parentPid !== KTHREADD && pid !== own)
    .sort((a, b) => a.pid - b.pid)
    .slice(0, MAX_PROCESSES);
  return inBatches(rows, async ({ pid, comm }) => {
    if (recorded?.has(String(pid)) === false) return placeOf(pid, comm, containers.containerOf(pid, []), []);
    const cgroups = await readCgroups(host, pid);
    const namespace = await readNamespace(host, pid);
    let mounts = namespaces.get(namespace);
    if (mounts === undefined) {
      mounts = readMounts(host, pid);
      namespaces.set(namespace, mounts);
    }
    return placeOf(pid, comm, containers.containerOf(pid, cgroups), cgroups, await mounts);
  });
}

function placeOf(
  pid: number,
  comm: string,
  container: string | undefined,
  cgroups: readonly CgroupMembership[],
  mounts?: readonly Mount[],
): ProcessPlace {
  return {
    pid,
    comm,
    cgroups,
    ...(container === undefined ? {} : { container }),
    ...(mounts === undefined ? {} : { mounts }),
  };
}

/** `mnt:[4026531832]`; a name of its own for a process whose link cannot be read. */
async function readNamespace(host: Host, pid: number): Promise<string> {
  const result = await tryRead(host, `proc/${pid}/ns/mnt`, 256);
  return 'text' in result ? result.text.trim() : `of process ${pid}`;
}

async function readCgroups(host: Host, pid: number): Promise<readonly CgroupMembership[]> {
  const text = await readOfProcess(host, pid, 'cgroup', 256 * 1024);
  if (text === undefined) return [];
  return (
    parseOr(
      () => parseCgroup(text),
      () => undefined,
    ) ?? []
  );
}

async function readMounts(host: Host, pid: number): Promise<readonly Mount[] | undefined> {
  const text = await readOfProcess(host, pid, 'mountinfo', MAX_MOUNTINFO_BYTES);
  if (text === undefined || text === '') return undefined;
  return parseOr(
    () => parseMountinfo(text),
    () => undefined,
  );
}

/** A file of a process; a recording may have it for the first thread instead. */
async function readOfProcess(
  host: Host,
  pid: number,
  name: string,
  maxBytes: number,
): Promise<string | undefined> {
  const paths = [`proc/${pid}/${name}`, ...(host.live ? [] : [`proc/${pid}/task/${pid}/${name}`])];
  for (const path of paths) {
    const result = await tryRead(host, path, maxBytes);
    if ('text' in result) return result.text;
  }
  return undefined;
}

/** This process, as the host numbers it; it looks on, and uses nothing. */
async function readOwnPid(host: Host): Promise<number | undefined> {
  if (!host.live) return undefined;
  const result = await tryRead(host, 'proc/self/stat', 8192);
  return 'text' in result ? Number.parseInt(result.text, 10) : undefined;
}

async function listOr(host: Host, folder: string): Promise<readonly string[]> {
  try {
    return await host.list(folder);
  } catch {
    return [];
  }
}
