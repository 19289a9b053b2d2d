/**
 * What was seen of a host, part by part. A verdict is no better than this: nothing wrong was found is not the same as nothing is
 * wrong. Daemons count that are there, and those that ought to be: their shims live, their containers are listed, their log goes on.
 */
import type { Coverage, CoveragePart, CoverageRow } from '../model/coverage.ts';
import type { Daemon } from '../model/daemon.ts';
import { defined } from '../model/defined.ts';
import type { Gap, GapReason } from '../model/gap.ts';
import type { GoroutineProfile } from '../model/goroutine.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Container daemons. Kubelet and cri-dockerd ask them, and keep no containers. */
const RUNTIMES: ReadonlySet<string> = new Set(['dockerd', 'containerd', 'crio']);
/** A log whose last line is older is of a daemon that may be gone for good. */
const LOG_IS_RECENT_MS = 3_600_000;
/** Sources by which the state of the host is judged; a log tells how it came about. */
const STATE = /^(?:containers|daemons|docker|cri|pprof|proc|sockets|storage|sys|tasks)(?:\/|$)/;
/** Something is there, and could not be read. */
const HIDDEN: ReadonlySet<GapReason> = new Set(['denied', 'timeout', 'too-large', 'malformed']);
const MOST_SOURCES = 8;

/** What was seen, row by row: daemons by name, then the host; pure. */
export function findCoverage(snapshot: Snapshot): Coverage {
  const present = snapshot.daemons.filter(({ name }) => RUNTIMES.has(name));
  const rows = [
    ...present.flatMap((daemon, index) =>
      daemonRows(snapshot, daemon, present.findIndex(({ name }) => name === daemon.name) === index),
    ),
    ...missingDaemons(snapshot, present),
    ...hostRows(snapshot, present.length),
    ...logRows(snapshot),
  ];
  return { complete: rows.every(({ needed, seen }) => !needed || seen === 'yes'), rows };
}

function daemonRows(snapshot: Snapshot, daemon: Daemon, isFirst: boolean): readonly CoverageRow[] {
  const { name, pid } = daemon;
  const row = (part: CoveragePart, seen: CoverageRow['seen'], sources: RegExp): CoverageRow => {
    const gap = seen === 'yes' ? undefined : snapshot.gaps.find(({ source }) => sources.test(source));
    return defined({ subject: name, pid, part, seen, needed: true, reason: gap?.reason });
  };
  const ofProcess = pid === undefined ? /^daemons$/ : new RegExp(`^proc/${pid}/`);
  return [
    row('fds', daemon.descriptors === undefined ? 'no' : 'yes', ofProcess),
    row('fd-limit', daemon.descriptorLimit === undefined ? 'no' : 'yes', ofProcess),
    // A profile has the name of its daemon: of two with one name it is the first one's.
    row(
      'goroutines',
      isFirst ? profilesSeen(snapshot, name) : 'no',
      new RegExp(`^pprof/${name}/goroutine|^docker/info`),
    ),
    row('sockets', socketsSeen(snapshot), /^sockets\//),
  ];
}

/** Only a full dump prints how long goroutines have waited. */
function profilesSeen({ goroutines }: Snapshot, name: string): CoverageRow['seen'] {
  const own = goroutines.filter(({ daemon }) => daemon === name);
  if (own.length === 0) return 'no';
  return own.some(isWhole) ? 'yes' : 'partly';
}

function isWhole({ format, truncated, ungrouped }: GoroutineProfile): boolean {
  return format === 'debug2' && !truncated && ungrouped === undefined;
}

function socketsSeen({ sockets }: Snapshot): CoverageRow['seen'] {
  return sockets === undefined ? 'no' : sockets.peersKnown ? 'yes' : 'partly';
}

/** Daemons that ought to be there and of which no process was seen. */
function missingDaemons(snapshot: Snapshot, present: readonly Daemon[]): readonly CoverageRow[] {
  const known = new Set(present.map(({ name }) => name));
  return [...RUNTIMES].flatMap((name): readonly CoverageRow[] => {
    const sources = known.has(name) ? [] : tracesOf(snapshot, name);
    return sources.length === 0
      ? []
      : [
          {
            subject: name,
            part: 'process',
            seen: 'no',
            needed: true,
            sources: sources.slice(0, MOST_SOURCES),
          },
        ];
  });
}

/** What shows that a daemon ought to be there. */
function tracesOf({ tasks, containers, logs, gaps, host }: Snapshot, name: string): readonly string[] {
  const shim = name !== 'containerd' ? undefined : [...(tasks?.processes.values() ?? [])].find(isShim);
  const container = containers.find(
    ({ runtime, state }) => name === 'dockerd' && runtime === 'docker' && state === 'running',
  );
  const now = Date.parse(host.capturedAt ?? '');
  const log = logs.find(
    ({ daemon, lineCount, lastAtMs }) =>
      daemon === name &&
      lineCount > 0 &&
      (lastAtMs === undefined || Number.isNaN(now) || now - lastAtMs <= LOG_IS_RECENT_MS),
  );
  const hidden = gaps.find(
    ({ source, reason }) => HIDDEN.has(reason) && source.startsWith(`${FOLDERS.get(name) ?? name}/`),
  );
  return [
    ...(shim === undefined ? [] : [`tasks/ps-eLo.txt: ${shim.comm} ${shim.pid}`]),
    ...(container === undefined ? [] : [container.evidence.file]),
    ...(log === undefined ? [] : [log.file]),
    ...(hidden === undefined ? [] : [hidden.source]),
  ];
}

/** Folders of the case layout in which a daemon's answers stand. */
const FOLDERS: ReadonlyMap<string, string> = new Map([['dockerd', 'docker']]);

function isShim({ comm }: { readonly comm: string }): boolean {
  return comm.startsWith('containerd-shim');
}

function hostRows(snapshot: Snapshot, daemonCount: number): readonly CoverageRow[] {
  const { tasks, gaps } = snapshot;
  const row = (
    part: CoveragePart,
    seen: CoverageRow['seen'],
    found: readonly Gap[],
    needed = true,
  ): CoverageRow => {
    const sources = seen === 'yes' ? [] : found.map(({ source }) => source);
    return defined({
      subject: 'host',
      part,
      seen,
      needed,
      reason: seen === 'yes' ? undefined : found[0]?.reason,
      sources: sources.length === 0 ? undefined : sources.slice(0, MOST_SOURCES),
    });
  };
  const of = (pattern: RegExp): readonly Gap[] => gaps.filter(({ source }) => pattern.test(source));
  const unlisted = of(/^(?:containers|docker\/containers\.json|cri\/List\w+\.json)$/).filter(
    ({ source, reason }) => source === 'containers' || HIDDEN.has(reason),
  );
  const threads = of(/^tasks(?:\/|$)/);
  // What an inspect waits for stands in a whole dump of the daemon.
  const isToldElsewhere = (source: string): boolean =>
    source.startsWith('docker/inspect-') && profilesSeen(snapshot, 'dockerd') === 'yes';
  const hidden = gaps.filter(
    ({ source, reason }) => HIDDEN.has(reason) && STATE.test(source) && !isToldElsewhere(source),
  );
  const cut = gaps.filter(
    ({ source, reason }) => reason !== 'absent' && !STATE.test(source) && !isLog(source),
  );
  return [
    row('daemons', daemonCount > 0 ? 'yes' : 'no', of(/^daemons$/)),
    row('threads', threads.length > 0 || tasks === undefined ? 'no' : 'yes', threads),
    row('containers', unlisted.length > 0 ? 'no' : 'yes', unlisted),
    row('sources', hidden.length + cut.length > 0 ? 'partly' : 'yes', [...hidden, ...cut]),
  ];
}

function isLog(source: string): boolean {
  return source.startsWith('logs/') || source === 'journal';
}

/** Logs tell how it came about; what the other parts show now does not depend on them. */
function logRows({ logs, gaps }: Snapshot): readonly CoverageRow[] {
  const missing = gaps.filter(({ source }) => isLog(source));
  return [
    ...logs.map(({ daemon, firstAtMs, lastAtMs }) =>
      defined({
        subject: daemon === 'kernel' ? 'host' : daemon,
        part: 'logs' as const,
        seen: 'yes' as const,
        needed: false,
        from: isoTime(firstAtMs),
        to: isoTime(lastAtMs),
      }),
    ),
    ...missing.map(({ source, reason }) => ({
      subject: /^logs\/(\w+)\.log$/.exec(source)?.[1] ?? 'host',
      part: 'logs' as const,
      seen: 'no' as const,
      needed: false,
      reason,
      sources: [source],
    })),
  ];
}

function isoTime(ms: number | undefined): string | undefined {
  if (ms === undefined) return undefined;
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
