// Secrets that are known by the name in front of them, in free text:
//
//     level=debug msg="… password=hunter2 …"        {"registryToken":"abc"}        db-password: 'two words'
//     kubelet --token=abc        --client-secret abc        ?X-Amz-Signature=abc&X-Amz-Date=…

import { isHarmlessValue, isSecretName } from './secret-names.ts';
import type { RedactionTally } from './redaction-tally.ts';

/** Something that secret names have in them; found first, since most text has none. */
const HINT = /pass|pwd|secret|token|credential|key|auth|sig|cookie|dsn|connection[-_.]?string/gi;
const NAME_CHARACTER = /[\w.-]/;
const MAX_NAME = 96;
const BLANK = new Set([' ', '\t']);
const QUOTES = new Set(['"', "'", '`']);
/** Where an unquoted value ends. */
const END = /[ \t\n\r\0"'`\\]/g;
/** Another pair that begins behind a value: `&X-Amz-Date=`, `,user=`. */
const NEXT_PAIR = /[,;&][ \t]{0,2}[\w.-]{1,64}[=:]/;

/** Whether a named secret may be in a text. */
export function hasNameHint(text: string): boolean {
  HINT.lastIndex = 0;
  return HINT.test(text);
}

/** The text without the values of secret names. */
export function redactNamedValues(text: string, tally: RedactionTally): string {
  let result = '';
  let done = 0;
  HINT.lastIndex = 0;
  for (let match = HINT.exec(text); match !== null; match = HINT.exec(text)) {
    const [start, end] = nameAround(text, match.index, HINT.lastIndex, done);
    HINT.lastIndex = Math.max(HINT.lastIndex, end);
    if (!isSecretName(text.slice(start, end).replace(/^-+/, ''))) continue;
    const span = valueBehind(text, start, end);
    if (span === undefined || isHarmlessValue(text.slice(...span))) continue;
    result += text.slice(done, span[0]) + tally.replace(text[start] === '-' ? 'argument' : 'credential');
    [, done] = span;
    HINT.lastIndex = done;
  }
  return done === 0 ? text : result + text.slice(done);
}

/** From where to where the name goes that a hint stands in. */
function nameAround(text: string, from: number, to: number, leftEnd: number): [number, number] {
  let start = from;
  while (start > leftEnd && from - start < MAX_NAME && NAME_CHARACTER.test(text[start - 1] ?? '')) start--;
  let end = to;
  while (end - to < MAX_NAME && NAME_CHARACTER.test(text[end] ?? '')) end++;
  return [start, end];
}

/** The value of `name=value`, `"name": "value"`, `--name value`; undefined when none follows. */
function valueBehind(text: string, start: number, end: number): [number, number] | undefined {
  const quoted = afterQuote(text, end);
  const sign = skipBlanks(text, quoted);
  const isPair = text[sign] === '=' || (text[sign] === ':' && sign === quoted);
  // `--name value`; in a command line, NUL parts the words
  const isOption = text[start] === '-' && (BLANK.has(text[end] ?? '') || text[end] === '\0');
  if (!isPair && !isOption) return undefined;
  const from = skipBlanks(text, isPair ? sign + 1 : end + 1);
  if (!isPair && text[from] === '-') return undefined;
  return valueAt(text, from);
}

function valueAt(text: string, from: number): [number, number] | undefined {
  let at = from;
  while (text[at] === '\\') at++;
  const quote = text[at] ?? '';
  if (QUOTES.has(quote)) {
    const closing = text.slice(from, at + 1);
    const close = endOfQuoted(text, closing, at + 1);
    return [at + 1, close];
  }
  END.lastIndex = from;
  const end = END.exec(text)?.index ?? text.length;
  const word = text.slice(from, end);
  const next = NEXT_PAIR.exec(word)?.index;
  const value = next === undefined ? word.replace(/[)}\],;]{1,8}$/, '') : word.slice(0, next);
  return value === '' || /^[[{(]/.test(value) ? undefined : [from, from + value.length];
}

/** Where a quoted text ends: at the same quote with as many backslashes before it, or else at the end of the line. */
function endOfQuoted(text: string, closing: string, from: number): number {
  for (let at = text.indexOf(closing, from); at >= 0; at = text.indexOf(closing, at + 1)) {
    if (text[at - 1] !== '\\') return at;
  }
  const line = text.indexOf('\n', from);
  return line < 0 ? text.length : line;
}

/** Past the quote (`"`, `'`, `\"`) that ends a quoted name. */
function afterQuote(text: string, from: number): number {
  let at = from;
  while (text[at] === '\\' && at - from < 8) at++;
  return QUOTES.has(text[at] ?? '') ? at + 1 : from;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at - from < 8 && BLANK.has(text[at] ?? '')) at++;
  return at;
}
