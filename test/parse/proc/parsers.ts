import { parseCgroup } from '../../../src/parse/proc/cgroup.ts';
import { parseFdList } from '../../../src/parse/proc/fd-list.ts';
import { parseFileNr } from '../../../src/parse/proc/file-nr.ts';
import { parseKernelStack } from '../../../src/parse/proc/kernel-stack.ts';
import { parseLimits } from '../../../src/parse/proc/limits.ts';
import { parseLoadavg } from '../../../src/parse/proc/loadavg.ts';
import { parseMeminfo } from '../../../src/parse/proc/meminfo.ts';
import { parseMountinfo } from '../../../src/parse/proc/mountinfo.ts';
import { parsePsTable } from '../../../src/parse/proc/ps-table.ts';
import { parseProcStat } from '../../../src/parse/proc/stat.ts';
import { parseProcStatus } from '../../../src/parse/proc/status.ts';
import { parseSyscall } from '../../../src/parse/proc/syscall.ts';
import { parseUname } from '../../../src/parse/proc/uname.ts';
import { parseUptime } from '../../../src/parse/proc/uptime.ts';
import { parseWchan } from '../../../src/parse/proc/wchan.ts';

/** Every parser of the folder by its file, so that goldens and properties cover all of them. */
export const PARSERS: ReadonlyMap<string, (text: string) => unknown> = new Map<
  string,
  (text: string) => unknown
>([
  ['cgroup', parseCgroup],
  ['fd-list', parseFdList],
  ['file-nr', parseFileNr],
  ['kernel-stack', parseKernelStack],
  ['limits', parseLimits],
  ['loadavg', parseLoadavg],
  ['meminfo', parseMeminfo],
  ['mountinfo', parseMountinfo],
  ['ps-table', (text) => parsePsTable(chunksOf(new TextEncoder().encode(text), 65_536))],
  ['stat', parseProcStat],
  ['status', parseProcStatus],
  ['syscall', parseSyscall],
  ['uname', parseUname],
  ['uptime', parseUptime],
  ['wchan', parseWchan],
]);

/** Bytes as a stream of chunks of one size. */
export async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
