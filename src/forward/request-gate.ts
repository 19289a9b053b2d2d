// What may pass from a TCP port of loopback to the socket of a daemon. A request passes only if its target is, letter for letter, one
// of a short list: nothing is decoded or normalised, so no two readings of it can differ.
//
// Source: RFC 9112 (request targets, Expect, Transfer-Encoding); net/http/pprof (`debug`, `seconds`, `gc`; Go before 1.17 also takes
// `;` between them); moby api/server/router/system and debug.

/** A request as it came in: headers in their order, names as they were sent. */
export interface DoorRequest {
  readonly method: string;
  /** The request target, raw. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export interface GateOptions {
  /** Lets pass what stops the daemon for a while, too. */
  readonly deep: boolean;
}

export type GateVerdict =
  | {
      readonly passes: true;
      readonly method: 'GET' | 'HEAD';
      readonly target: string;
      /** Seconds that the daemon will measure before it answers; 0 for what it knows at once. */
      readonly seconds: number;
      /** Whether it is the dump of every goroutine, for which the daemon stands still. */
      readonly fullDump: boolean;
    }
  | { readonly passes: false; readonly status: 400 | 403; readonly why: string };

const TARGET = /^(?:\/v1\.\d{1,3})?(\/version|\/info|\/_ping|\/debug\/pprof\/[a-z]{0,32})(?:\?(.*))?$/s;
const OWN_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
/** What a browser sends with a request that another page makes it send. */
const OWN_PAGE = ['none', 'same-origin'];
const MOST_SECONDS = new Map([['/debug/pprof/trace', 10]]);
const MOST_SECONDS_ELSEWHERE = 60;
/** Without `seconds`: net/http/pprof (Profile, Trace). */
const USUAL_SECONDS = new Map([
  ['/debug/pprof/profile', 30],
  ['/debug/pprof/trace', 1],
]);

/** Whether a request may pass, and if not, why. */
export function judgeRequest({ method, target, headers }: DoorRequest, options: GateOptions): GateVerdict {
  const problem = judgeHeaders(headers);
  if (problem !== undefined) return problem;
  if (method !== 'GET' && method !== 'HEAD')
    return refused(`${shown(method)} may change something; only GET and HEAD pass`);
  const [, path, query] = TARGET.exec(target) ?? [];
  if (path === undefined)
    return refused(`${shown(target)} is none of /version, /info, /_ping and /debug/pprof/NAME`);
  const asked = judgeQuery(path, query, options);
  return 'passes' in asked ? asked : { passes: true, method, target, ...asked };
}

function judgeHeaders(headers: DoorRequest['headers']): GateVerdict | undefined {
  const values = (name: string): readonly string[] =>
    headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value.trim());
  const [host, ...moreHosts] = values('host');
  if (host === undefined || moreHosts.length > 0) return malformed('one Host header is needed');
  if (!OWN_HOST.test(host))
    return refused(`this door is for localhost, 127.0.0.1 and [::1], not for ${shown(host)}`);
  if (values('origin').length > 0 || values('sec-fetch-site').some((from) => !OWN_PAGE.includes(from)))
    return refused('a page of another origin has sent this request');
  if (values('upgrade').length > 0) return refused('connections are not upgraded');
  if (values('expect').length > 0) return refused('nothing that expects something passes');
  const lengths = values('content-length');
  if (
    values('transfer-encoding').length > 0 ||
    lengths.length > 1 ||
    lengths.some((length) => length !== '0')
  )
    return refused('a request with a body does not pass');
  return undefined;
}

interface Asked {
  readonly seconds: number;
  readonly fullDump: boolean;
}

function judgeQuery(path: string, query: string | undefined, { deep }: GateOptions): Asked | GateVerdict {
  const usual = USUAL_SECONDS.get(path) ?? 0;
  if (query === undefined || query === '') return { seconds: usual, fullDump: false };
  if (!path.startsWith('/debug/')) return refused(`${path} takes nothing behind a ?`);
  // Addresses that are looked up: 0x4f2a10+0x4f2b31
  if (path === '/debug/pprof/symbol')
    return /^[0-9a-fx+]{1,4000}$/i.test(query)
      ? { seconds: 0, fullDump: false }
      : refused('symbol takes addresses and nothing else');
  const given = readQuery(query);
  if (given === undefined) return refused('only debug=N, seconds=N and gc=N pass behind the ?, each once');
  const seconds = Number(given.get('seconds') ?? usual);
  const most = MOST_SECONDS.get(path) ?? MOST_SECONDS_ELSEWHERE;
  if (seconds > most) return refused(`${path} is measured for at most ${most} seconds through this door`);
  if (Number(given.get('gc') ?? 0) > 0 && !deep)
    return refused('gc=1 makes the daemon collect its whole heap: only with --deep');
  return { seconds, fullDump: path === '/debug/pprof/goroutine' && Number(given.get('debug') ?? 0) >= 2 };
}

/** `debug=1&seconds=5`; undefined for anything else. */
function readQuery(query: string): ReadonlyMap<string, string> | undefined {
  const given = new Map<string, string>();
  for (const part of query.split('&')) {
    const [, name, value] = /^(debug|seconds|gc)=(\d{1,6}(?:\.\d{1,6})?)$/.exec(part) ?? [];
    if (name === undefined || value === undefined || given.has(name)) return undefined;
    if (name !== 'seconds' && !/^\d+$/.test(value)) return undefined;
    given.set(name, value);
  }
  return given;
}

function refused(why: string): GateVerdict {
  return { passes: false, status: 403, why };
}

function malformed(why: string): GateVerdict {
  return { passes: false, status: 400, why };
}

function shown(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?');
  return plain.length > 80 ? `${plain.slice(0, 80)}...` : plain;
}
