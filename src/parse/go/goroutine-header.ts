// The first line of a goroutine in a full dump (runtime.Stack, /debug/pprof/goroutine?debug=2, SIGQUIT, panic).
//
//   goroutine 1 [chan receive, 5940 minutes]:
//   goroutine 39 gp=0xc0001021c0 m=4 mp=0xc000080008 [syscall, 3 minutes, locked to thread]:
//
// Defined by goroutineheader in golang/go src/runtime/traceback.go (go1.19.8: line 1004). Since then: `gp= m= mp=` in front
// of the bracket (go1.22, only with GOTRACEBACK=system or in a fatal error); `, synctest bubble N` (go1.24 `group N`) and
// the flags `(durable)` and `(leaked)` beside the old `(scan)` (go1.25, go1.26); pprof labels behind the bracket (go1.27,
// GODEBUG=tracebacklabels), whatever they hold. Labels, flags, waiting time and thread lock do not tell stacks apart; the
// state does. States are the names of waitReason in src/runtime/runtime2.go and of gStatusStrings in traceback.go.

/** Where a header's parts lie in its window. Filled anew by each `readGoroutineHeader`, so that reading allocates nothing. */
export interface HeaderSpan {
  /** The state's bytes, flags included. */
  stateStart: number;
  stateEnd: number;
  /** 32-bit FNV-1a of these bytes. */
  stateHash: number;
  /** Whole minutes; 0 where the header says none. */
  minutes: number;
  lockedToThread: boolean;
  /** Behind the line feed. */
  next: number;
}

/** Longer ones are no headers. */
const LONGEST_HEADER = 8192;
const GOROUTINE = Buffer.from('goroutine ');
const LOCKED = Buffer.from(', locked to thread');
/** Ten years: more is not a waiting time. */
const MOST_MINUTES = 5_259_600;

/** Whether `goroutine ` stands at `at`; reads no further than `end`. */
export function startsGoroutine(bytes: Uint8Array, at: number, end: number): boolean {
  return startsWith(bytes, at, end, GOROUTINE);
}

/** Fills `span` from the header at `at`. False when there is none: the line is another, or does not end before `end`. */
export function readGoroutineHeader(bytes: Uint8Array, at: number, end: number, span: HeaderSpan): boolean {
  const limit = Math.min(end, at + LONGEST_HEADER);
  if (!startsGoroutine(bytes, at, limit)) return false;
  let i = at + GOROUTINE.length;
  const digits = i;
  while (i < limit && isDigit(bytes[i])) i++;
  if (i === digits) return false;
  while (i < limit && bytes[i] !== 0x5b /* [ */) {
    if (bytes[i] === 0x0a) return false;
    i++;
  }
  span.stateStart = ++i;
  let hash = 0x811c9dc5;
  for (; i < limit; i++) {
    const byte = bytes[i];
    if (byte === undefined || byte === 0x2c /* , */ || byte === 0x5d /* ] */ || byte === 0x0a) break;
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  span.stateEnd = i;
  span.stateHash = hash;
  if (i >= limit || i === span.stateStart || bytes[i] === 0x0a) return false;
  i = readBracketTail(bytes, i, limit, span);
  if (i >= limit || bytes[i] !== 0x5d) return false;
  // Usually `]:` and the end; otherwise labels, which may hold anything but a line feed.
  while (i < limit && bytes[i] !== 0x0a) i++;
  if (i >= limit) return false;
  const last = bytes[i - 1] === 0x0d ? bytes[i - 2] : bytes[i - 1];
  span.next = i + 1;
  return last === 0x3a; /* : */
}

/** The state as it groups goroutines: without the flags of the moment. */
export function stateName(printed: string): string {
  return printed.replace(/ \((?:scan|durable|leaked)\)/g, '');
}

/** Reads `, N minutes`, `, locked to thread` and what else may stand before `]`; returns where it stopped. */
function readBracketTail(bytes: Uint8Array, from: number, limit: number, span: HeaderSpan): number {
  span.minutes = 0;
  span.lockedToThread = false;
  let i = from;
  while (i < limit && bytes[i] === 0x2c) {
    if (isDigit(bytes[i + 2])) {
      let minutes = 0;
      for (i += 2; i < limit && isDigit(bytes[i]); i++) {
        minutes = Math.min(minutes * 10 + (bytes[i] ?? 0) - 0x30, MOST_MINUTES);
      }
      span.minutes = minutes;
    } else {
      if (startsWith(bytes, i, limit, LOCKED)) span.lockedToThread = true;
      i++;
    }
    while (i < limit && bytes[i] !== 0x2c && bytes[i] !== 0x5d && bytes[i] !== 0x0a) i++;
  }
  return i;
}

function startsWith(bytes: Uint8Array, at: number, end: number, word: Uint8Array): boolean {
  if (at + word.length > end) return false;
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
