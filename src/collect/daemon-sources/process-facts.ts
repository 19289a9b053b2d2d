import type { Host } from '../../host/host.ts';
import type { Daemon } from '../../model/daemon.ts';
import type { Gap } from '../../model/gap.ts';
import { countDescriptors } from '../../parse/proc/descriptor-count.ts';
import { parseLimits } from '../../parse/proc/limits.ts';
import { parseProcStat } from '../../parse/proc/stat.ts';
import { parseProcStatus } from '../../parse/proc/status.ts';
import { orGap } from '../reading/gap-of.ts';
import { readText } from '../reading/read-text.ts';

/** What /proc tells of a daemon's process. */
export interface ProcessFacts extends Pick<
  Daemon,
  'startTicks' | 'descriptors' | 'descriptorLimit' | 'descriptorLimitEvidence' | 'rssBytes'
> {
  /** It runs in a pid namespace of its own, so it is a container's daemon (kind, docker in docker), not the host's. */
  readonly contained: boolean;
}

/** Descriptors, their limit, and memory of a process; what cannot be read is a gap. */
export async function readProcessFacts(host: Host, pid: number, gaps: Gap[]): Promise<ProcessFacts> {
  const folder = `proc/${pid}`;
  const read = <T>(name: string, reading: (path: string) => Promise<T>): Promise<T | undefined> =>
    orGap(`${folder}/${name}`, gaps, reading(`${folder}/${name}`));

  const [start, status, limit, descriptors] = await Promise.all([
    // Wanted only when two recordings are compared: that it is missing is not worth a line in every report.
    orGap(`${folder}/stat`, [], readText(host, `${folder}/stat`).then(parseProcStat)),
    read('status', async (path) => parseProcStatus(await readText(host, path))),
    read('limits', (path) => readDescriptorLimit(host, path)),
    read('fd.txt', (path) => readDescriptors(host, path)),
  ]);
  return {
    contained: (status?.namespacePids.length ?? 0) > 1,
    ...(start === undefined ? {} : { startTicks: start.startTicks }),
    ...(status?.rssBytes === undefined ? {} : { rssBytes: status.rssBytes }),
    ...limit,
    ...(descriptors === undefined ? {} : { descriptors }),
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
