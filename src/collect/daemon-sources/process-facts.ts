import type { Host } from '../../host/host.ts';
import type { Daemon } from '../../model/daemon.ts';
import type { Gap } from '../../model/gap.ts';
import { parseCgroup } from '../../parse/proc/cgroup.ts';
import { countDescriptors } from '../../parse/proc/descriptor-count.ts';
import { parseLimits } from '../../parse/proc/limits.ts';
import { parseProcStat } from '../../parse/proc/stat.ts';
import { parseProcStatus } from '../../parse/proc/status.ts';
import { parseTaskLimit, taskLimitFolders } from '../../parse/proc/task-limit.ts';
import { orGap } from '../reading/gap-of.ts';
import { readText } from '../reading/read-text.ts';

/** What /proc tells of a daemon's process. */
export interface ProcessFacts extends Pick<
  Daemon,
  'startTicks' | 'descriptors' | 'descriptorLimit' | 'descriptorLimitEvidence' | 'cgroupTasks' | 'rssBytes'
> {
  /** It runs in a pid namespace of its own, so it is a container's daemon (kind, docker in docker), not the host's. */
  readonly contained: boolean;
}

/** Descriptors, their limit, and memory of a process; what cannot be read is a gap. */
export async function readProcessFacts(host: Host, pid: number, gaps: Gap[]): Promise<ProcessFacts> {
  const folder = `proc/${pid}`;
  const read = <T>(name: string, reading: (path: string) => Promise<T>): Promise<T | undefined> =>
    orGap(`${folder}/${name}`, gaps, reading(`${folder}/${name}`));

  const [start, status, limit, descriptors, cgroupTasks] = await Promise.all([
    // Wanted only when two recordings are compared: that it is missing is not worth a line in every report.
    orGap(`${folder}/stat`, [], readText(host, `${folder}/stat`).then(parseProcStat)),
    read('status', async (path) => parseProcStatus(await readText(host, path))),
    read('limits', (path) => readDescriptorLimit(host, path)),
    read('fd.txt', (path) => readDescriptors(host, path)),
    // Not every cgroup has the pids controller.
    orGap(`${folder}/cgroup`, [], readCgroupTasks(host, `${folder}/cgroup`)),
  ]);
  return {
    contained: (status?.namespacePids.length ?? 0) > 1,
    ...(start === undefined ? {} : { startTicks: start.startTicks }),
    ...(status?.rssBytes === undefined ? {} : { rssBytes: status.rssBytes }),
    ...limit,
    ...(descriptors === undefined ? {} : { descriptors }),
    ...(cgroupTasks === undefined ? {} : { cgroupTasks }),
  };
}

async function readDescriptors(host: Host, path: string): Promise<NonNullable<Daemon['descriptors']>> {
  const { total, byKind, lastLine } = await countDescriptors(await host.open(path));
  return { total, byKind, evidence: { file: path, line: lastLine.line, quote: lastLine.text } };
}

/** Empty for a process that may have any number. */
async function readDescriptorLimit(
  host: Host,
  path: string,
): Promise<Pick<ProcessFacts, 'descriptorLimit' | 'descriptorLimitEvidence'>> {
  const text = await readText(host, path);
  const limit = parseLimits(text).get('Max open files');
  if (limit === undefined || !Number.isFinite(limit.soft)) return {};
  const quote = text.split('\n')[limit.line - 1]?.trimEnd() ?? '';
  return { descriptorLimit: limit.soft, descriptorLimitEvidence: { file: path, line: limit.line, quote } };
}

/** The cgroup above a process that is nearest to its limit of tasks; undefined where none of them has a limit. */
async function readCgroupTasks(host: Host, path: string): Promise<Daemon['cgroupTasks']> {
  const folders = taskLimitFolders(parseCgroup(await readText(host, path)));
  const read = await Promise.all(folders.map((folder) => orGap(folder, [], readTasksOf(host, folder))));
  return read
    .flatMap((one) => one ?? [])
    .reduce<Daemon['cgroupTasks']>(
      (most, one) => (most === undefined || one.current / one.max > most.current / most.max ? one : most),
      undefined,
    );
}

async function readTasksOf(host: Host, folder: string): Promise<Daemon['cgroupTasks']> {
  const files = [`${folder}/pids.current`, `${folder}/pids.max`];
  const [currentText = '', maxText = ''] = await Promise.all(files.map((file) => readText(host, file)));
  const [current, max] = [parseTaskLimit(currentText), parseTaskLimit(maxText)];
  if (!Number.isFinite(max) || max === 0) return undefined;
  const evidence = files.map((file, index) => ({
    file,
    line: 1,
    quote: (index === 0 ? currentText : maxText).trim(),
  }));
  return { path: folder.replace(/^sys\/fs\/cgroup(?:\/pids(?=\/))?/, ''), current, max, evidence };
}
