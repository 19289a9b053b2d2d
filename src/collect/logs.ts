import { HostError } from '../system/host-error.ts';
import type { Host } from '../host/host.ts';
import { withPlainFile } from '../host/plain-file.ts';
import { scanLogFile } from '../host/threads/scan-log-file.ts';
import type { Gap } from '../model/gap.ts';
import type { LogFile } from '../model/log.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { LogSince } from '../parse/log/log-start.ts';
import { compileLogMessages } from '../parse/log/log-messages.ts';
import type { LogClock } from '../parse/log/log-time.ts';
import { scanLog, type ScanOptions } from '../parse/log/scan-log.ts';
import type { CollectOptions, Collected, Collector } from './collector.ts';
import { loadLogMessages } from '../knowledge/log-knowledge.ts';
import { openLogSince, withoutLineNumbers } from './log-window.ts';
import { gapOf, sortGaps } from './reading/gap-of.ts';
import { resolveLogContainers } from './resolve-log-containers.ts';

/** What the logs of the daemons and of the kernel say of stops, kills, exits and hung tasks: `Snapshot.logs`, by file. */
export const logs: Collector = {
  id: 'logs',
  says: 'reading the logs of the daemons and of the kernel',
  needs: ['host-facts', 'daemons', 'containers'],
  collect: collectLogs,
};

async function collectLogs(host: Host, options: CollectOptions, before: Snapshot): Promise<Collected> {
  const gaps: Gap[] = [];
  const names = await listLogs(host, before, gaps);
  const messages = compileLogMessages(await loadLogMessages());
  const clock = clockOf(before);
  const scans = names.map((name) => {
    const scan = { ...clock, messages, file: `logs/${name}`, daemon: daemonOf(name) };
    return scanFile(host, scan, options.logsSince, gaps);
  });
  const found = (await Promise.all(scans)).filter((log) => log !== undefined);
  return { part: { logs: resolveLogContainers(found, before.containers) }, gaps: sortGaps(gaps) };
}

/** Those that are there, and those that should be there. */
async function listLogs(host: Host, before: Snapshot, gaps: Gap[]): Promise<readonly string[]> {
  const listed = await host.list('logs').catch((error: unknown) => {
    gaps.push(gapOf('logs', error));
    return [];
  });
  const isPacked = (name: string): boolean => /\.(?:gz|xz|zst|bz2|journal)$/.test(name);
  for (const name of listed.filter(isPacked)) {
    gaps.push({
      source: `logs/${name}`,
      reason: 'unsupported',
      detail: 'It is packed; unpack it to have it read.',
    });
  }
  const names = new Set([...listed.filter((name) => !isPacked(name)), ...expectedLogs(before)]);
  return [...names].sort();
}

/** A containerd that dockerd started writes to dockerd's log. */
function expectedLogs({ daemons }: Snapshot): readonly string[] {
  const names = daemons.map((daemon) => daemon.name);
  const own = names.filter((name) => name !== 'containerd' || !names.includes('dockerd'));
  return [...own.filter((name) => WITH_LOG.has(name)).map((name) => `${name}.log`), 'dmesg.txt'];
}

const WITH_LOG = new Set(['dockerd', 'containerd', 'crio', 'kubelet']);

/** `kubelet.log.1` → `kubelet`; dmesg holds what the kernel says. */
function daemonOf(name: string): string {
  const stem = name.split(/[.-]/, 1)[0] ?? '';
  return stem === 'dmesg' || stem === 'kern' ? 'kernel' : stem;
}

/** Stamps without a year count back from the capture, the kernel's from the start of the host. */
function clockOf({ host }: Snapshot): LogClock {
  const capturedAtMs = host.capturedAt === undefined ? Number.NaN : Date.parse(host.capturedAt);
  if (Number.isNaN(capturedAtMs)) return {};
  const uptime = host.uptimeSeconds;
  return { capturedAtMs, ...(uptime === undefined ? {} : { bootAtMs: capturedAtMs - uptime * 1000 }) };
}

/** What could be read of a log; what breaks off in the middle is kept, with a gap. */
async function scanFile(
  host: Host,
  options: ScanOptions,
  since: LogSince | undefined,
  gaps: Gap[],
): Promise<LogFile | undefined> {
  let brokeOff = false;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* since === undefined
        ? await host.open(options.file)
        : openLogSince(host, options.file, since, options);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      brokeOff = true;
      gaps.push(gapOf(options.file, error));
    }
  }
  const inThread = since === undefined ? await scanInThread(host, options) : undefined;
  const scanned = inThread ?? (await scanLog(chunks(), options));
  const log = since === undefined ? scanned : withoutLineNumbers(scanned);
  if (log.bytes === 0) {
    const detail = since === undefined ? 'It is empty.' : 'No line of it is known to be so late.';
    if (!brokeOff) gaps.push({ source: options.file, reason: 'absent', detail });
    return brokeOff ? undefined : log;
  }
  if (log.tallies.length === 0 && log.firstAtMs === undefined && options.daemon !== 'kernel') {
    const detail = 'Neither a time nor a known message was found in it; it may not be a log.';
    gaps.push({ source: options.file, reason: 'malformed', detail });
  }
  return log;
}

/** How long nothing may be read of a log before it is read as a stream, whose own deadline then holds. */
const DEADLINE_MS = 5_000;

/** A large log that lies in a file, read in a thread of its own; undefined: read it as a stream. */
async function scanInThread(host: Host, options: ScanOptions): Promise<LogFile | undefined> {
  try {
    return await withPlainFile(host, options.file, (file) =>
      scanLogFile(file, options, { deadlineMs: DEADLINE_MS }),
    );
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}
