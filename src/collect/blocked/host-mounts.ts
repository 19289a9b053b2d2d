import type { Host } from '../../host/host.ts';
import type { ProcessRow } from '../../model/process.ts';
import { readBelievedDaemons } from '../daemon-sources/believed-daemons.ts';
import { parseMountinfo } from '../../parse/proc/mountinfo.ts';
import type { GapTally } from './gap-tally.ts';
import { NO_MOUNTS } from './mount-table.ts';
import type { MountTable } from './mount-table.ts';
import { parseOr, tryRead } from './try-read.ts';

const DAEMONS = ['dockerd', 'containerd', 'crio'] as const;

/** The host's mounts, as the container daemon sees them, or else process 1; with a gap when nobody's can be read. */
export async function readHostMounts(
  host: Host,
  processes: ReadonlyMap<number, ProcessRow>,
  gaps: GapTally,
): Promise<MountTable> {
  for (const pid of await daemonPids(host, processes)) {
    const file = `proc/${pid}/mountinfo`;
    const result = await tryRead(host, file, 16 * 1024 * 1024);
    if ('failure' in result) {
      if (result.failure.reason !== 'absent') {
        gaps.add('host mountinfo', file, result.failure.reason, result.failure.detail);
      }
      continue;
    }
    const mounts = parseOr(
      () => parseMountinfo(result.text),
      (error) => gaps.add('host mountinfo', file, 'malformed', error.message),
    );
    if (mounts !== undefined && mounts.length > 0) return { mounts, file, lines: result.text.split('\n') };
  }
  gaps.add('host mounts', 'proc/1/mountinfo', 'absent', 'The mounts of the host are not known.');
  return NO_MOUNTS;
}

async function daemonPids(
  host: Host,
  processes: ReadonlyMap<number, ProcessRow>,
): Promise<readonly number[]> {
  const pids = new Set<number>();
  const believed = await readBelievedDaemons(host, []);
  for (const daemon of DAEMONS) {
    if (believed !== undefined) {
      for (const { name, pid } of believed.daemons) if (name === daemon) pids.add(pid);
      continue;
    }
    if (daemon !== 'crio') {
      const result = await tryRead(host, `${daemon}.pid`, 64);
      if ('text' in result && /^\s*\d{1,10}\s*$/.test(result.text)) pids.add(Number(result.text));
    }
    for (const row of processes.values()) if (row.comm === daemon) pids.add(row.pid);
  }
  return [...pids, 1];
}
