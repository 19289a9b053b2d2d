// Private keys in PEM (RFC 7468), of OpenSSH, PGP, SSH2 (RFC 4716: four dashes and a blank) and OpenVPN: on one line, or a line of
// base64 for each line of a log, whatever the log puts in front of it:
//
//     Nov 24 02:07:45 node-17 app[1]: -----BEGIN EC PRIVATE KEY-----
//     {"log":"MHcCAQEE…\n","stream":"stdout","time":"…"}
import { REDACTED } from './redaction-tally.ts';
import type { Span } from './span.ts';

const BEGIN = /-----?[ ]?BEGIN (?:[A-Za-z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V\d) ?-----?/g;
const END = /-----?[ ]?END (?:[A-Za-z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V\d) ?-----?/g;
const RUN = /[A-Za-z0-9+/=]+/g;
const QUOTE = /["'`]/;
const LONG = 40;
/** So many lines without any of a key end it. */
const MOST_MISSES = 16;

/** A key that has begun and not ended, and how its lines stand among the rest of the log. */
export interface OpenKey {
  readonly left: string;
  readonly right: string;
  readonly words: number;
  readonly misses: number;
}

/** Adds what one line has of private keys; what is still open behind it. */
export function findPrivateKeys(line: string, open: OpenKey | undefined, found: Span[]): OpenKey | undefined {
  let at = 0;
  if (open !== undefined) {
    END.lastIndex = 0;
    const end = END.exec(line);
    if (end === null) return begin(line, 0, found) ?? body(line, open, found);
    body(line.slice(0, end.index), open, found);
    at = END.lastIndex;
  }
  return begin(line, at, found);
}

function begin(line: string, start: number, found: Span[]): OpenKey | undefined {
  let open: readonly [index: number, from: number] | undefined;
  BEGIN.lastIndex = start;
  for (let match = BEGIN.exec(line); match !== null; match = BEGIN.exec(line)) {
    const from = BEGIN.lastIndex;
    END.lastIndex = from;
    // once no end was found, none is behind it either
    const end = open === undefined ? END.exec(line) : null;
    const quote = end === null ? QUOTE.exec(line.slice(from))?.index : undefined;
    const to = end?.index ?? (quote === undefined ? line.length : from + quote);
    add(line, from, to, found);
    BEGIN.lastIndex = end === null ? Math.max(from, to) : END.lastIndex;
    if (end === null) open = [match.index, from];
  }
  return open === undefined ? undefined : openedAt(line, ...open);
}

function openedAt(line: string, index: number, from: number): OpenKey {
  const before = line.slice(0, index);
  return {
    left: /[^A-Za-z0-9+/=]{0,16}$/.exec(before.slice(-16))?.[0] ?? '',
    right: line[from] ?? '',
    words: countWords(before),
    misses: 0,
  };
}

/**
 * A line in the middle of a key: what is long, and what ends as the key's first line did. A line of something else in between may lose
 * its last word by that; it does not keep the key open.
 */
function body(line: string, open: OpenKey, found: Span[]): OpenKey | undefined {
  let hits = 0;
  let words = 0;
  let counted = 0;
  for (const { index, 0: run } of line.matchAll(RUN)) {
    words += countWords(line.slice(counted, index));
    counted = index;
    const isLong = run.length >= LONG && !/^[0-9a-f]+$/.test(run);
    const endsAlike = (line[index + run.length] ?? '') === open.right;
    const isThere = endsAlike && words === open.words && line.slice(0, index).endsWith(open.left);
    if (!isLong && !endsAlike) continue;
    found.push({ from: index, to: index + run.length, kind: 'private-key' });
    if (isLong || isThere) hits++;
  }
  const misses = hits > 0 || line.includes(REDACTED) ? 0 : open.misses + 1;
  return misses > MOST_MISSES ? undefined : { ...open, misses };
}

function countWords(text: string): number {
  let count = 0;
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) if (text[at + 1] !== ' ') count++;
  return count;
}

/** All between the marks, unless nothing but line ends is there. */
function add(line: string, from: number, to: number, found: Span[]): void {
  if (/^(?:[ \t\r\n]|\\+[nr])*$/.test(line.slice(from, Math.min(to, from + 64))) && to - from <= 64) return;
  found.push({ from, to, kind: 'private-key' });
}
