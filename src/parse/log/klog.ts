/**
 * Log lines of klog and of glog before it: kubelet, kube-proxy, k3s.
 * Source: kubernetes/klog v2.140.0 klog.go:663 (`Lmmdd hh:mm:ss.uuuuuu threadid file:line] msg`), internal/serialize/keyvalues.go,
 * k8s.io/component-base/logs/json.
 *
 *     E1120 11:07:01.345804   20864 kuberuntime_container.go:575] Container "docker://8f3c…" termination failed with gracePeriod 30: rpc error: …
 *     E0304 19:21:29.648186  110555 kuberuntime_container.go:707] "Container termination failed with gracePeriod" err="…" pod="shop/web-0" gracePeriod=30
 *     {"ts":1750344546135.666,"caller":"kuberuntime/kuberuntime_container.go:747","msg":"Container termination failed with gracePeriod","pod":{"name":"web-0","namespace":"shop"},"gracePeriod":30}
 *
 * The header has no year and no zone (the node's local time). kubelet ≥ 1.21 writes structured messages: a quoted string and
 * fields. JSON (--logging-format=json) has milliseconds since 1970 as `ts`.
 */
import { momentOf, utcMs, yearlessMs, type LogClock } from './log-time.ts';
import { parseQuoted, parseQuotedFields, quoteGo } from './quoted-fields.ts';

/** One line of klog. */
export interface KlogLine {
  /** Milliseconds since 1970, the header's local time taken as UTC; absent when the year is not known. */
  readonly atMs?: number;
  /** I, W, E or F; absent in JSON, which does not say it. */
  readonly severity?: string;
  readonly threadId?: number;
  /** `kuberuntime_container.go:575` */
  readonly caller?: string;
  readonly message: string;
  /** Of a structured message; empty otherwise. */
  readonly fields: ReadonlyMap<string, string>;
}

const HEADER = /^([IWEF])(\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d{6}) {1,8}(\d{1,10}) ([^:\s]{1,200}:\d{1,7})\] /;

/**
 * A line of klog's text form, from its header on; undefined when it has none. `year` is that of a time stamp in front of the
 * header, where there is one; otherwise it follows from the clock.
 */
export function parseKlog(line: string, clock: LogClock, year?: number): KlogLine | undefined {
  const head = HEADER.exec(line);
  if (head === null) return undefined;
  const [header, severity = '', month, day, time = '', threadId, caller = ''] = head;
  const atMs =
    year === undefined
      ? yearlessMs(Number(month), Number(day), time, clock)
      : utcMs(year, Number(month), Number(day), time);
  const quoted = parseQuoted(line, header.length);
  return {
    ...(atMs === undefined ? {} : { atMs }),
    severity,
    threadId: Number(threadId),
    caller,
    message: quoted?.text ?? line.slice(header.length),
    fields: quoted === undefined ? new Map() : parseQuotedFields(line, quoted.end),
  };
}

/** A line of klog's JSON form, parsed already; undefined when it lacks `ts` or `msg`, or `ts` is no moment. */
export function parseKlogJson(entries: ReadonlyMap<string, unknown>): KlogLine | undefined {
  const ts = entries.get('ts');
  const message = entries.get('msg');
  const caller = entries.get('caller');
  const atMs = typeof ts === 'number' ? momentOf(ts) : undefined;
  if (atMs === undefined || typeof message !== 'string') return undefined;
  const fields = new Map<string, string>();
  for (const [key, value] of entries) if (!HEAD_KEYS.has(key)) fields.set(key, fieldText(value));
  return { atMs, ...(typeof caller === 'string' ? { caller } : {}), message, fields };
}

/** The text form of a structured message, without the header; the error comes first, as klog.ErrorS writes it. */
export function renderKlogText({ message, fields }: KlogLine): string {
  const error = fields.get('err');
  const others = [...fields]
    .filter(([key]) => key !== 'err')
    .map(([key, value]) => ` ${key}=${fieldValue(value)}`);
  return `${quoteGo(message)}${error === undefined ? '' : ` err=${quoteGo(error)}`}${others.join('')}`;
}

const HEAD_KEYS = new Set(['ts', 'caller', 'msg', 'v', 'logger']);

function fieldText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string') {
    const namespace =
      'namespace' in value && typeof value.namespace === 'string' ? `${value.namespace}/` : '';
    return `${namespace}${value.name}`;
  }
  return JSON.stringify(value) ?? '';
}

function fieldValue(value: string): string {
  return /^-?\d+$|^\{/.test(value) ? value : quoteGo(value);
}
