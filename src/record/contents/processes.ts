import { HostError } from '../../system/host-error.ts';
import type { Host } from '../../host/host.ts';
import { parseDaemonIdentities } from '../../parse/api/daemon-identities.ts';
import { parseCgroup } from '../../parse/proc/cgroup.ts';
import { taskLimitFolders } from '../../parse/proc/task-limit.ts';
import { ParseError } from '../../parse/parse-error.ts';
import { hostEntry, MEBIBYTE, type CaseEntry, type EntryList } from '../recording.ts';

const FILE = 'daemons.json';
/** More shims are not recorded. */
const MOST_SHIMS = 2048;
/** smaps_rollup is not read of a running host: it takes the lock that a blocked process may hold. */
const FILES = ['status', 'stat', 'limits', 'cgroup'];
const TASK_FILES = ['stat', 'status', 'wchan', 'stack', 'syscall', 'cgroup', 'mountinfo', 'comm', 'fd.txt'];

/** Facts of the daemons, of the shims, and of every blocked thread. */
export const processes: EntryList = async (host, { blockedTasks, shims = [] }) => {
  const daemons = await believedDaemons(host);
  const recorded = host.live
    ? []
    : (await host.list('proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const pids = [...new Set([...daemons, ...shims.slice(0, MOST_SHIMS), ...recorded])].sort((a, b) => a - b);
  const limits = (await Promise.all([...daemons].map((pid) => taskLimitsOf(host, pid)))).flat();
  return [
    ...[...new Set(limits)].sort().map((path) => hostEntry(host, path, 'text')),
    ...pids.flatMap((pid): CaseEntry[] => {
      const folder = `proc/${pid}`;
      return [
        ...FILES.map((name) => hostEntry(host, `${folder}/${name}`, 'text')),
        hostEntry(host, `${folder}/cmdline`, 'arguments'),
        hostEntry(host, `${folder}/fd.txt`, 'text', 1024 * MEBIBYTE),
        ...(host.live && !daemons.has(pid) ? [] : [hostEntry(host, `${folder}/mountinfo`, 'text')]),
      ];
    }),
    ...blockedTasks.flatMap(({ pid, tid }) => {
      const folder = `proc/${pid}/task/${tid}`;
      return [
        ...TASK_FILES.map((name) => hostEntry(host, `${folder}/${name}`, 'text')),
        hostEntry(host, `${folder}/cmdline`, 'arguments'),
      ];
    }),
  ];
};

/** Those that the host has shown to be its own. */
async function believedDaemons(host: Host): Promise<ReadonlySet<number>> {
  try {
    const { daemons } = parseDaemonIdentities(FILE, await host.read(FILE));
    return new Set(daemons.map(({ pid }) => pid));
  } catch (error) {
    if (error instanceof HostError || error instanceof ParseError) return new Set();
    throw error;
  }
}

/** Files of the limits of tasks that hold for a process, as far as they are there. */
async function taskLimitsOf(host: Host, pid: number): Promise<readonly string[]> {
  try {
    const text = Buffer.from(await host.read(`proc/${pid}/cgroup`)).toString();
    const read = await Promise.all(
      taskLimitFolders(parseCgroup(text)).map(async (folder) => {
        const names = await host.list(folder);
        return ['pids.current', 'pids.max']
          .filter((name) => names.includes(name))
          .map((name) => `${folder}/${name}`);
      }),
    );
    return read.flat();
  } catch (error) {
    if (error instanceof HostError || error instanceof ParseError) return [];
    throw error;
  }
}
