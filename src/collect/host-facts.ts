import type { Host } from '../host/host.ts';
import type { Gap } from '../model/gap.ts';
import type { HostFacts, ThreadLimit } from '../model/host-facts.ts';
import { ParseError } from '../parse/parse-error.ts';
import { parseFileNr } from '../parse/proc/file-nr.ts';
import { parseLoadavg, parseThreadCount } from '../parse/proc/loadavg.ts';
import { parseMeminfo } from '../parse/proc/meminfo.ts';
import { parseTaskLimit } from '../parse/proc/task-limit.ts';
import { parseUname } from '../parse/proc/uname.ts';
import { parseUptime } from '../parse/proc/uptime.ts';
import type { Collected, Collector } from './collector.ts';
import { orGap, sortGaps } from './reading/gap-of.ts';
import { readText } from './reading/read-text.ts';

/** What is true of the whole machine: its kernel, its clock, its open files, its memory and its load. */
export const hostFacts: Collector = {
  id: 'host-facts',
  says: 'reading what is true of the whole host',
  collect: collectHostFacts,
};

async function collectHostFacts(host: Host): Promise<Collected> {
  const gaps: Gap[] = [];
  const read = <T>(path: string, parse: (text: string) => T): Promise<T | undefined> =>
    orGap(path, gaps, readText(host, path).then(parse));

  const [capturedAt, uname, fileHandles, uptimeSeconds, memory, loadAverage] = await Promise.all([
    read('captured_at', parseTime),
    read('uname', parseUname),
    read('proc/sys/fs/file-nr', fileHandlesOf),
    read('proc/uptime', parseUptime),
    read('proc/meminfo', memoryOf),
    read('proc/loadavg', parseLoadavg),
  ]);
  // Older recordings have neither, and what they tell is no more than one cause: that they are missing is not worth a line.
  const threadLimits = (await Promise.all(LIMITS.map((sysctl) => readLimit(host, sysctl)))).flat();
  const threadCount = await orGap('proc/loadavg', [], readText(host, 'proc/loadavg').then(parseThreadCount));
  return {
    part: {
      host: {
        live: host.live,
        ...(uname === undefined ? {} : { hostname: uname.hostname, kernel: uname.release }),
        ...(capturedAt === undefined ? {} : { capturedAt }),
        ...(uptimeSeconds === undefined ? {} : { uptimeSeconds }),
        ...(fileHandles === undefined ? {} : { fileHandles }),
        ...(memory === undefined ? {} : { memory }),
        ...(threadCount === undefined ? {} : { threadCount }),
        ...(threadLimits.length === 0 ? {} : { threadLimits }),
        ...(loadAverage === undefined ? {} : { loadAverage }),
      },
    },
    gaps: sortGaps(gaps),
  };
}

/** Each thread takes a number below pid_max (kernel/pid.c, alloc_pid), and counts for threads-max (kernel/fork.c, copy_process). */
const LIMITS = ['kernel.pid_max', 'kernel.threads-max'];

async function readLimit(host: Host, sysctl: string): Promise<readonly ThreadLimit[]> {
  const file = `proc/sys/${sysctl.replace('.', '/')}`;
  const text = await orGap(file, [], readText(host, file));
  const max =
    text === undefined ? undefined : await orGap(file, [], Promise.resolve(text).then(parseTaskLimit));
  if (text === undefined || max === undefined || max === 0) return [];
  return [{ sysctl, max, evidence: { file, line: 1, quote: text.trim() } }];
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/;

/** `captured_at` as it stands there when it is in UTC; with an offset (`date -Is`) it is brought to UTC. */
function parseTime(text: string): string {
  const time = text.slice(0, 64).trim();
  const ms = TIME.test(time) ? Date.parse(time.replace(',', '.')) : Number.NaN;
  if (Number.isNaN(ms)) throw new ParseError('captured_at', 0, 'an ISO 8601 time with its zone', text);
  return time.endsWith('Z') ? time : new Date(ms).toISOString();
}

function fileHandlesOf(text: string): NonNullable<HostFacts['fileHandles']> {
  const evidence = { file: 'proc/sys/fs/file-nr', line: 1, quote: text.trim() };
  return { ...parseFileNr(text), evidence };
}

function memoryOf(text: string): NonNullable<HostFacts['memory']> {
  const values = parseMeminfo(text);
  const totalBytes = values.get('MemTotal');
  const availableBytes = values.get('MemAvailable');
  if (totalBytes === undefined || availableBytes === undefined) {
    throw new ParseError('meminfo', 0, 'MemTotal and MemAvailable', text);
  }
  return { totalBytes, availableBytes };
}
