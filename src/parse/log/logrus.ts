/**
 * Log lines of logrus: dockerd, containerd, its shims, cri-o, runc, cri-dockerd.
 * Source: sirupsen/logrus v1.9.3 text_formatter.go:Format and printColored, json_formatter.go:Format.
 *
 *     time="2020-11-20T11:07:01.187468949+08:00" level=info msg="Container 8f3c… failed to exit within 30 seconds of signal 15 - using the force"
 *     {"container":"8f3c…","level":"info","msg":"Container failed to exit within 10s of signal 15 - using the force","time":"2024-05-02T09:11:20.551204119Z"}
 *     INFO[2018-12-03T21:09:13.471760732Z] StopContainer for "8f3c…" with timeout 10 (s)
 *
 * Text: fields after time, level, msg, sorted (logrus ≥ 1.0.6; unsorted before). A terminal (a daemon in the foreground) gets
 * the third form, in colour, its time often seconds since the start (`[0010]`): then the time is unknown. JSON: dockerd ≥ 23.0
 * with --log-format json, containerd with [debug] format = "json".
 */
import { parseRfc3339 } from './log-time.ts';
import { parseQuoted, parseQuotedFields, quoteGo, quoteLogrus } from './quoted-fields.ts';

/** One line of logrus, whichever way it was written. */
export interface LogrusLine {
  /** Milliseconds since 1970 UTC; absent when the line does not say it. */
  readonly atMs?: number;
  /** `info`, `warning`, …; of the terminal form its first four letters. */
  readonly level: string;
  readonly message: string;
  readonly fields: ReadonlyMap<string, string>;
}

const TEXT_HEAD = /^time="([^"]{1,64})" level=([a-z]{1,12}) msg=/;
const TTY_HEAD = /^([A-Z]{4})\[([^\]\s]{1,40})\] /;
const TTY_FIELDS = /(?<! ) {2,}(?=[A-Za-z0-9_.-]+=)/;

/** A line of logrus's text or terminal form, from its first character on; undefined when it is neither. */
export function parseLogrus(line: string): LogrusLine | undefined {
  return parseText(line) ?? parseTerminal(line);
}

/** A line of logrus's JSON form, parsed already; undefined when it lacks a level or a message. */
export function parseLogrusJson(entries: ReadonlyMap<string, unknown>): LogrusLine | undefined {
  const level = entries.get('level');
  const message = entries.get('msg');
  const time = entries.get('time');
  if (typeof level !== 'string' || typeof message !== 'string') return undefined;
  const fields = new Map<string, string>();
  for (const [key, value] of entries) {
    if (key !== 'level' && key !== 'msg' && key !== 'time') {
      fields.set(key, typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
    }
  }
  return { ...timeOf(typeof time === 'string' ? time : ''), level, message, fields };
}

/** The text form of a line, so that what is written for one form also reads the others; the time is left out. */
export function renderLogrusText({ level, message, fields }: LogrusLine): string {
  const tail = [...fields].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `level=${level} msg=${quoteGo(message)}${tail.map(([key, value]) => ` ${key}=${quoteLogrus(value)}`).join('')}`;
}

function parseText(line: string): LogrusLine | undefined {
  const head = TEXT_HEAD.exec(line);
  if (head === null) return undefined;
  const from = head[0].length;
  const quoted = parseQuoted(line, from);
  const bareEnd = (line.indexOf(' ', from) + 1 || line.length + 1) - 1;
  const message =
    quoted?.text ??
    line.slice(line[from] === '"' ? from + 1 : from, line[from] === '"' ? undefined : bareEnd);
  const end = quoted?.end ?? (line[from] === '"' ? line.length : bareEnd);
  return { ...timeOf(head[1] ?? ''), level: head[2] ?? '', message, fields: parseQuotedFields(line, end) };
}

function parseTerminal(line: string): LogrusLine | undefined {
  const head = TTY_HEAD.exec(line);
  if (head === null) return undefined;
  const rest = line.slice(head[0].length);
  const split = TTY_FIELDS.exec(rest);
  const message = (split === null ? rest : rest.slice(0, split.index)).trimEnd();
  const fields = split === null ? new Map<string, string>() : parseQuotedFields(rest, split.index);
  return { ...timeOf(head[2] ?? ''), level: (head[1] ?? '').toLowerCase(), message, fields };
}

function timeOf(text: string): { atMs?: number } {
  const stamp = parseRfc3339(text);
  return stamp?.zoned === true ? { atMs: stamp.atMs } : {};
}
