/**
 * One line of any log read here, brought into one form: the text forms of logrus and klog stay as they are, the JSON forms are
 * written as the text form would have been, prefixes are taken for their time. So a known message needs one regular expression.
 *
 *     Nov 20 11:07:01 node-17 dockerd[1788]: time="2020-11-20T11:07:01.187468949+08:00" level=info msg="…"
 *     {"log":"E1120 11:07:01.345804   20864 kuberuntime_container.go:575] …\n","stream":"stderr","time":"2020-11-20T03:07:01.345911Z"}
 *
 * The second is docker's json-file log (moby v20.10.24 daemon/logger/jsonfilelog/jsonlog/jsonlog.go), for a kubelet in a container.
 */
import { parseJournaldJson, parseJournaldPrefix, type JournaldPrefix } from './journald-prefix.ts';
import { parseKernelLine } from './kernel-line.ts';
import { parseKlog, parseKlogJson, renderKlogText } from './klog.ts';
import { parseRfc3339, type LogClock } from './log-time.ts';
import { parseLogrus, parseLogrusJson, renderLogrusText } from './logrus.ts';

/** A line to look for known messages in, and its time. */
export interface LogLine {
  /** The line as a text form would have it. */
  readonly text: string;
  /** Milliseconds since 1970 UTC; absent when it cannot be known. */
  readonly atMs?: number;
  /** It was JSON, so what stands where in it differs from its text form. */
  readonly reordered: boolean;
}

/** JSON in JSON in a prefix; deeper nobody logs. */
const MAX_DEPTH = 3;
// oxlint-disable-next-line no-control-regex -- a terminal's colours are control characters
const COLOUR = /\u001b\[[0-9;]{0,16}m/g;

/** Reads a line without its line end. Any text is a line: one of no known form is returned as it is, without a time. */
export function readLogLine(line: string, clock: LogClock): LogLine {
  const clean = line.includes('\u001b[') ? line.replace(COLOUR, '') : line;
  return readText(skipNuls(clean), clock, undefined, MAX_DEPTH);
}

function readText(line: string, clock: LogClock, outer: JournaldPrefix | undefined, depth: number): LogLine {
  const found = parseJournaldPrefix(line, clock);
  const prefix = found ?? outer;
  const own = found?.rest ?? line;
  if (depth > 0 && own.trimStart().startsWith('{')) {
    const json = readJson(own, clock, prefix, depth);
    if (json !== undefined) return json;
  }
  const logrus = parseLogrus(own);
  const klog = logrus === undefined ? parseKlog(own, clock, prefix?.year) : undefined;
  const kernel = logrus === undefined && klog === undefined ? parseKernelLine(own, clock) : undefined;
  const zonedPrefix = prefix?.zoned === true ? prefix.atMs : undefined;
  const atMs = logrus?.atMs ?? zonedPrefix ?? klog?.atMs ?? kernel?.atMs ?? prefix?.atMs;
  return { text: line, ...(atMs === undefined ? {} : { atMs }), reordered: false };
}

function readJson(
  line: string,
  clock: LogClock,
  prefix: JournaldPrefix | undefined,
  depth: number,
): LogLine | undefined {
  const entries = jsonEntries(line);
  if (entries === undefined) return undefined;
  const journald = parseJournaldJson(entries) ?? parseJsonFile(entries);
  if (journald !== undefined)
    return { ...readText(journald.rest, clock, journald, depth - 1), reordered: true };
  const klog = parseKlogJson(entries);
  if (klog !== undefined) return rewritten(renderKlogText(klog), klog.atMs ?? prefix?.atMs);
  const logrus = parseLogrusJson(entries);
  return logrus === undefined ? undefined : rewritten(renderLogrusText(logrus), logrus.atMs ?? prefix?.atMs);
}

function rewritten(text: string, atMs: number | undefined): LogLine {
  return { text, ...(atMs === undefined ? {} : { atMs }), reordered: true };
}

function jsonEntries(line: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined; // a log may hold anything; this line is then plain text
  }
}

function parseJsonFile(entries: ReadonlyMap<string, unknown>): JournaldPrefix | undefined {
  const log = entries.get('log');
  const time = entries.get('time');
  if (typeof log !== 'string' || typeof time !== 'string') return undefined;
  const stamp = parseRfc3339(time);
  return {
    ...(stamp === undefined ? {} : { atMs: stamp.atMs }),
    zoned: stamp?.zoned === true,
    rest: log.trimEnd(),
  };
}

/** A file whose last blocks were never written (a crash) has NULs in front of the next line. */
function skipNuls(line: string): string {
  let at = 0;
  while (line.codePointAt(at) === 0) at++;
  return at === 0 ? line : line.slice(at);
}
