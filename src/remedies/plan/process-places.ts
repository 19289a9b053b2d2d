// Where every process of the host stands: its cgroups, its container, its mount namespace.
//
// Source: cgroups(7), mount_namespaces(7), proc_pid_ns(5): processes with the same link `ns/mnt` have the same mounts, so one
// mountinfo is read for each namespace, not for each process. Neither file waits for a file system or for a blocked task.

import { indexContainers } from '../../collect/blocked/container-index.ts';
import { inBatches } from '../../collect/reading/in-batches.ts';
import { parseOr, tryRead, type TextResult } from '../../collect/blocked/try-read.ts';
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

/** More are not looked at; their number is told. */
const MAX_PROCESSES = 20_000;
const MAX_MOUNTINFO_BYTES = 16 * 1024 * 1024;

/** Every process but kernel threads, those that end meanwhile, and this one, by pid. Of a recorded host, only those of which something was recorded are read. */
export async function readProcessPlaces(host: Host, snapshot: Snapshot): Promise<readonly ProcessPlace[]> {
  const processes = snapshot.tasks?.processes ?? new Map<number, ProcessRow>();
  const containers = indexContainers(snapshot.containers, processes);
  const namespaces = new Map<string, Promise<readonly Mount[] | undefined>>();
  const recorded = host.live ? undefined : new Set(await listOr(host, 'proc'));
  const own = await readOwnPid(host);
  const rows = [...processes.values()]
    .filter(({ pid, isKernel }) => isKernel !== true && pid !== own)
    .sort((a, b) => a.pid - b.pid)
    .slice(0, MAX_PROCESSES);
  const places = await inBatches(rows, async ({ pid, comm }) => {
    if (recorded?.has(String(pid)) === false) return placeOf(pid, comm, containers.containerOf(pid, []), []);
    const cgroups = await readCgroups(host, pid);
    if (cgroups === 'ended') return undefined;
    const namespace = await readNamespace(host, pid);
    let mounts = await namespaces.get(namespace);
    // The process by which a namespace was to be read may have ended meanwhile: then the next one tells.
    if (mounts === undefined || mounts.length === 0) {
      const own = readMounts(host, pid);
      namespaces.set(namespace, own);
      mounts = await own;
    }
    return placeOf(pid, comm, containers.containerOf(pid, cgroups), cgroups, mounts);
  });
  return places.filter((place) => place !== undefined);
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

/** Empty where they cannot be read. */
async function readCgroups(host: Host, pid: number): Promise<readonly CgroupMembership[] | 'ended'> {
  const result = await readOfProcess(host, pid, 'cgroup', 256 * 1024);
  if ('failure' in result) return host.live && result.failure.reason === 'absent' ? 'ended' : [];
  return (
    parseOr(
      () => parseCgroup(result.text),
      () => undefined,
    ) ?? []
  );
}

/** A zombie has no mounts any more: the kernel then refuses to list them (EINVAL). */
async function readMounts(host: Host, pid: number): Promise<readonly Mount[] | undefined> {
  const result = await readOfProcess(host, pid, 'mountinfo', MAX_MOUNTINFO_BYTES);
  if ('failure' in result) {
    const { reason } = result.failure;
    return host.live && (reason === 'absent' || reason === 'malformed') ? [] : undefined;
  }
  if (result.text === '') return host.live ? [] : undefined;
  return parseOr(
    () => parseMountinfo(result.text),
    () => undefined,
  );
}

/** A file of a process; a recording may have it for the first thread instead. */
async function readOfProcess(host: Host, pid: number, name: string, maxBytes: number): Promise<TextResult> {
  const result = await tryRead(host, `proc/${pid}/${name}`, maxBytes);
  return 'text' in result || host.live ? result : tryRead(host, `proc/${pid}/task/${pid}/${name}`, maxBytes);
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
