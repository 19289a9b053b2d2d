// Passwords in front of an @:
//
//     https://user:pa/ss@w@nas01/share        redis://:x@host        //user:x@host/share        user:x@tcp(db:3306)/name
import { REDACTED } from './redaction-tally.ts';
import type { RuleSet } from './rule-set.ts';
import type { Span } from './span.ts';

/** What follows an @ that parts no login: a digest, the version of a module. */
const NO_HOST = /^(?:sha\d{3}:|v\d+\.\d+\.\d+(?:[-+][\w.+-]*)?(?![\w.-])|latest$|$)/;
/** A name may begin with a digit: `3proxy`, `10-0-0-1.example`; addresses in memory and dates do, too. */
const HOST =
  /^(?:\[[\da-fA-F:]|[A-Za-z]|\d{1,3}(?:\.\d{1,3}){3}|(?!0x|\d{4}-\d\d-\d\d|[\da-f]+(?![\w.-]))\d[\w.-]*[A-Za-z]|\(|\/|\$|%)/;
const USER = /(?:^|[(=,;[\]{}|]|(?<![\w:./])\/\/)([A-Za-z_][\w.+%-]{0,63}):/g;
/** `,user=` within what might be a password: another field. */
const NEXT_FIELD = /[,;&][\w.-]{1,64}=/g;
const QUOTED_LOGIN = /(?<=:\/\/)[\w.+%-]{0,64}:/g;
const QUOTED_PASSWORD = /^[^\0- "'`<>\\/?#@]*(?:['`<>]|\\(?![nrtux"]))(?:[^\0- "\\/?#@]|\\(?![nrtux"]))*@/;
const LONGEST_PASSWORD = 256;
/** Without a password, what is too long for a name is a token. */
const TOKEN_LENGTH = 20;

/** Adds the passwords of logins in one line. */
export function findLogins(text: string, rules: RuleSet, found: Span[]): void {
  if (!text.includes('@')) return;
  if (rules.has('url-password')) findWithQuotes(text, found);
  for (let at = 0; at < text.length;) {
    const sign = text.indexOf('@', at);
    if (sign < 0) return;
    // the chunk between blanks that the sign stands in
    let from = sign;
    while (from > at && !isBreak(text.charCodeAt(from - 1))) from--;
    let to = sign;
    while (to < text.length && !isBreak(text.charCodeAt(to))) to++;
    findInChunk(text.slice(from, to), from, rules, found);
    at = to + 1;
  }
}

function isBreak(code: number): boolean {
  return code <= 32 || code === 34 || code === 39 || code === 96 || code === 60 || code === 62 || code === 92;
}

/** Passwords with signs in them that end a URL elsewhere: `https://user:pa'ss@host`. */
function findWithQuotes(text: string, found: Span[]): void {
  for (const { index, 0: whole } of text.matchAll(QUOTED_LOGIN)) {
    const from = index + whole.length;
    const password = QUOTED_PASSWORD.exec(text.slice(from, from + LONGEST_PASSWORD))?.[0];
    if (password === undefined || /^\d{1,5}(?!\d)/.test(password)) continue;
    const to = from + password.length - 1;
    const host = text.slice(to + 1, to + 64);
    if (!NO_HOST.test(host) && HOST.test(host)) add(text, from, to, 0, found);
  }
}

function findInChunk(chunk: string, offset: number, rules: RuleSet, found: Span[]): void {
  const schemes = [...chunk.matchAll(/(?:^|[^\w+.-])[A-Za-z][\w+.-]{0,30}:\/\/|^:\/\//g)];
  if (schemes.length === 0) {
    if (rules.has('login-without-scheme')) findBare(chunk, offset, found);
    return;
  }
  const [first] = schemes;
  if (first !== undefined && first.index > 0 && rules.has('login-without-scheme'))
    findBare(chunk.slice(0, first.index), offset, found);
  if (!rules.has('url-password')) return;
  schemes.forEach((scheme, index) => {
    const from = scheme.index + scheme[0].length;
    findInAuthority(chunk.slice(from, schemes[index + 1]?.index), offset + from, found);
  });
}

function findInAuthority(rest: string, offset: number, found: Span[]): void {
  const at = lastSign(rest);
  if (at < 0) return;
  const slash = rest.search(/[/?#]/);
  const first = slash < 0 ? rest : rest.slice(0, slash);
  const colon = first.indexOf(':');
  const isInFirst = first.includes('@');
  if (colon >= 0 && colon < at) {
    // host:port/path@x is no login
    if (!isInFirst && /^\d{1,5}$/.test(first.slice(colon + 1)) && isAddress(first, rest[at - 1])) return;
    if (!isInFirst && first.startsWith('[')) return;
    return add(rest, colon + 1, at, offset, found);
  }
  if (isInFirst && first.indexOf('@') >= TOKEN_LENGTH) add(rest, 0, at, offset, found);
}

/** A name with a dot is that of a host; `/@scope` begins a part of a path. */
function isAddress(first: string, beforeSign: string | undefined): boolean {
  return /^[^:]*\.|^localhost:|^:/.test(first) || beforeSign === '/';
}

function findBare(chunk: string, offset: number, found: Span[]): void {
  const at = lastSign(chunk);
  if (at < 0) return;
  let field = 0;
  NEXT_FIELD.lastIndex = 0;
  for (let match = NEXT_FIELD.exec(chunk); match !== null && match.index < at; match = NEXT_FIELD.exec(chunk))
    field = match.index;
  USER.lastIndex = field;
  const match = USER.exec(chunk);
  if (match === null || USER.lastIndex >= at) return;
  const from = USER.lastIndex;
  const host = chunk.slice(at + 1, at + 256);
  if (chunk.startsWith('//', from) || chunk[from] === ':') return;
  if (chunk.slice(from, at).includes('/') && !/[.:/(]/.test(host)) return;
  add(chunk, from, at, offset, found);
}

/** The last @ with a host behind it. */
function lastSign(text: string): number {
  for (let at = text.lastIndexOf('@'); at >= 0; at = text.lastIndexOf('@', at - 1)) {
    const host = text.slice(at + 1, at + 64);
    if (!NO_HOST.test(host) && HOST.test(host)) return at;
    if (at === 0) return -1;
  }
  return -1;
}

function add(text: string, from: number, to: number, offset: number, found: Span[]): void {
  const value = text.slice(from, to);
  if (from < to && value !== REDACTED && !/^(?:\*+|x{3,})$/.test(value))
    found.push({ from: offset + from, to: offset + to, kind: 'credential' });
}
