import type { Host } from '../../host/host.ts';
import { HostError } from '../../system/host-error.ts';
import type { DaemonIdentities } from '../../model/daemon-identity.ts';
import type { Gap } from '../../model/gap.ts';
import { ParseError } from '../../parse/parse-error.ts';
import { parseProcStat } from '../../parse/proc/stat.ts';
import { orGap } from '../reading/gap-of.ts';
import { inBatches } from '../reading/in-batches.ts';
import { readText } from '../reading/read-text.ts';
import { DAEMON_NAMES, daemonName } from './daemon-name.ts';

/** A process that is a container daemon. */
export interface DaemonProcess {
  readonly name: string;
  readonly pid: number;
  readonly parentPid?: number;
  /** A pid file named it, or the host has shown that it is a daemon of its own. */
  readonly named: boolean;
  /** What showed that. */
  readonly identity?: readonly string[];
}

interface Candidate {
  readonly pid: number;
  readonly parentPid: number;
  readonly state: string;
  readonly name: string | undefined;
}

const PID_FILES = [
  ['dockerd.pid', 'dockerd'],
  ['containerd.pid', 'containerd'],
] as const;
/** PID_MAX_LIMIT of a 64-bit kernel (include/linux/threads.h). */
const MAX_PID = 4 * 1024 * 1024;
/** A recording holds the daemons, the shims and the blocked tasks; more folders than this are not looked into. */
const MAX_FOLDERS = 4096;

/** Those that a host has shown to be its daemons; of several with one name, the one that it has looked at comes first. */
export function believedProcesses({ daemons }: DaemonIdentities): readonly DaemonProcess[] {
  return DAEMON_NAMES.flatMap((name) =>
    daemons
      .filter((daemon) => daemon.name === name)
      .map(({ pid, parentPid, identity }) => ({ name, pid, parentPid, identity, named: true })),
  );
}

/**
 * The container daemons among the host's processes. Those that a pid file names come first, then a containerd that
 * dockerd has started, then the others by pid. For a case that does not say which they are.
 */
export async function findDaemonProcesses(host: Host, gaps: Gap[]): Promise<readonly DaemonProcess[]> {
  const [named, candidates] = await Promise.all([readPidFiles(host, gaps), readCandidates(host)]);
  const found = new Map<number, DaemonProcess>();
  for (const [pid, name] of named) {
    const parentPid = candidates.get(pid)?.parentPid;
    found.set(pid, { name, pid, named: true, ...(parentPid === undefined ? {} : { parentPid }) });
  }
  for (const { pid, name, parentPid, state } of candidates.values()) {
    // A child of the same name is a helper between fork and exec.
    const helper = candidates.get(parentPid)?.name === name;
    if (name === undefined || found.has(pid) || helper || /^[ZXx]/.test(state)) continue;
    found.set(pid, { name, pid, parentPid, named: false });
  }
  return sortProcesses([...found.values()]);
}

function sortProcesses(processes: readonly DaemonProcess[]): readonly DaemonProcess[] {
  const dockerds = new Set(processes.filter(({ name }) => name === 'dockerd').map(({ pid }) => pid));
  const rank = ({ name, named, parentPid }: DaemonProcess): number => {
    const place = DAEMON_NAMES.findIndex((known) => known === name) * 3;
    if (named) return place;
    return parentPid !== undefined && dockerds.has(parentPid) ? place + 1 : place + 2;
  };
  return [...processes].sort((a, b) => rank(a) - rank(b) || a.pid - b.pid);
}

async function readPidFiles(host: Host, gaps: Gap[]): Promise<ReadonlyMap<number, string>> {
  const pids = await Promise.all(
    PID_FILES.map(async ([file, name]) => {
      const own: Gap[] = [];
      const pid = await orGap(
        file,
        own,
        readText(host, file, 4096).then((text) => parsePid(file, text)),
      );
      // Not every daemon leaves a pid file.
      gaps.push(...own.filter(({ reason }) => reason !== 'absent'));
      return { name, pid };
    }),
  );
  return new Map(pids.flatMap(({ name, pid }) => (pid === undefined ? [] : [[pid, name] as const])));
}

function parsePid(format: string, text: string): number {
  const pid = /^\s*(\d{1,10})\s*$/.exec(text)?.[1];
  if (pid === undefined || Number(pid) < 1 || Number(pid) > MAX_PID) {
    throw new ParseError(format, 0, 'the number of a process', text);
  }
  return Number(pid);
}

/** Processes that look like daemons, and the parents of those; from the thread table, and from a recording's folders. */
async function readCandidates(host: Host): Promise<ReadonlyMap<number, Candidate>> {
  const candidates = new Map<number, Candidate>();
  for (const { pid, tid, parentPid, state, comm, args } of await threadsOrNone(host)) {
    if (pid === tid) candidates.set(pid, { pid, parentPid, state, name: daemonName(comm, args) });
  }
  if (host.live) return candidates;
  const names = (await orGap('proc', [], host.list('proc'))) ?? [];
  const folders = names.filter((name) => /^\d{1,10}$/.test(name)).slice(0, MAX_FOLDERS);
  const missing = folders.filter((name) => !candidates.has(Number(name)));
  for (const candidate of await inBatches(missing, (pid) => readCandidate(host, pid))) {
    if (candidate !== undefined) candidates.set(candidate.pid, candidate);
  }
  return candidates;
}

/** That the thread table is missing is said by whoever needs all of it. */
async function threadsOrNone(host: Host): ReturnType<Host['threads']> {
  try {
    return await host.threads();
  } catch (error) {
    if (error instanceof HostError) return [];
    throw error;
  }
}

/** Undefined for a folder that tells nothing, as that of a blocked task, which holds its threads only. */
async function readCandidate(host: Host, folder: string): Promise<Candidate | undefined> {
  const unheard: Gap[] = [];
  const stat = await orGap(folder, unheard, readText(host, `proc/${folder}/stat`).then(parseProcStat));
  if (stat === undefined) return undefined;
  const cmdline = await orGap(folder, unheard, readText(host, `proc/${folder}/cmdline`));
  const args = cmdline?.slice(0, 4096).replaceAll('\0', ' ').trim() ?? '';
  const { parentPid, state, comm } = stat;
  return { pid: Number(folder), parentPid, state, name: daemonName(comm, args) };
}
