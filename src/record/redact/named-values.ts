// Secrets that are known by the name in front of them, in free text:
//
//     level=debug msg="… password=hunter2 …"        {"registryToken":"abc"}        db-password: 'two words'
//     kubelet --token=abc        --client-secret abc        Server=db;Uid=sa;Pwd=abc;        <password>abc</password>
//     map[X-Registry-Auth:[abc]]        &{Username:sa Password:two words Email:}        {"password":{"value":1}}

import { isProse, NAME_HINT } from './name-rules.ts';
import { REDACTED } from './redaction-tally.ts';
import type { RuleSet } from './rule-set.ts';
import type { Span } from './span.ts';

const MAX_NAME = 96;
const MAX_LONGER = 256;
/** Where an unquoted value ends: at a blank, a quote, an escaped quote, or another pair (`&X-Amz-Date=`, `,user=`). */
const END = /[ \t\n\r\0"'`]|\\["'nr]|[,;&][ \t]{0,2}[\w.-]{1,64}[=:]/g;
/** What may stand between the name and the sign: the end of its quotes, of an index (`['password']`). */
const SIGN = /["'`]?\]?[ \t]{0,8}(?::=|=>|==?|:|>(?=[^<>]))[ \t]{0,8}/y;
const OPTION_GAP = /[ \t\0]{1,8}(?!-)/y;
const OPENING = /(?:&|\*)?(?:map)?(?:\[[\w.*\]]{0,32}\])?[\w.*]{0,64}[[{]/y;
/** More words of a value that Go prints, up to the next field or the end of the struct. */
const GO_REST = /(?: [^ \t\n\r\0"'`:={}[\]]{1,64}){1,12}(?= [A-Z]\w{0,64}:|[\]}])/y;
const GO_NEXT = /(?:[\]}]| [A-Z]\w{0,64}:)/y;

/** Adds the values of secret names that stand in one line. */
export function findNamedValues(text: string, rules: RuleSet, found: Span[]): void {
  let done = 0;
  NAME_HINT.lastIndex = 0;
  for (let match = NAME_HINT.exec(text); match !== null; match = NAME_HINT.exec(text)) {
    const [start, end] = nameAround(text, match.index, NAME_HINT.lastIndex, done);
    NAME_HINT.lastIndex = Math.max(NAME_HINT.lastIndex, end);
    const name = text.slice(start, end);
    if (!rules.isSecretName(name)) continue;
    const span = valueBehind(text, start, end, rules.has('group'));
    if (span === undefined || !rules.isSecret(name, text.slice(span[0], Math.min(span[1], span[0] + 200))))
      continue;
    found.push({ from: span[0], to: span[1], kind: text[start] === '-' ? 'argument' : 'credential' });
    [, done] = span;
    NAME_HINT.lastIndex = Math.max(done, NAME_HINT.lastIndex);
  }
}

/** From where to where the name goes that a hint stands in. */
function nameAround(text: string, from: number, to: number, leftEnd: number): [number, number] {
  let start = from;
  while (start > leftEnd && from - start < MAX_NAME && isNameCode(text.charCodeAt(start - 1))) start--;
  let end = to;
  while (end - to < MAX_NAME && isNameCode(text.charCodeAt(end))) end++;
  while (end > to && text[end - 1] === '.') end--;
  return [start, end];
}

function isNameCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 46 ||
    code === 95
  );
}

/** The value of `name=value`, `"name": "value"`, `--name value`; undefined when none follows. */
function valueBehind(
  text: string,
  start: number,
  end: number,
  groups: boolean,
): [number, number] | undefined {
  SIGN.lastIndex = end;
  if (SIGN.test(text)) {
    const sign = text.slice(end, SIGN.lastIndex);
    if (sign.startsWith('>')) return elementAt(text, SIGN.lastIndex);
    return valueAt(text, SIGN.lastIndex, { start, sign, groups });
  }
  if (text[start] !== '-') return undefined;
  OPTION_GAP.lastIndex = end;
  if (!OPTION_GAP.test(text)) return undefined;
  return valueAt(text, OPTION_GAP.lastIndex, { start, sign: ' ', groups });
}

interface Pair {
  readonly start: number;
  readonly sign: string;
  readonly groups: boolean;
}

/** The value that begins here. */
export function valueAt(
  text: string,
  from: number,
  { start, sign, groups }: Pair,
): [number, number] | undefined {
  const quote = text[from] ?? '';
  if (quote === '"' || quote === "'" || quote === '`') return [from + 1, endOfQuoted(text, quote, from + 1)];
  OPENING.lastIndex = from;
  const isMarked = text.startsWith(REDACTED, from);
  if (!isMarked && OPENING.test(text)) {
    if (!groups) return undefined;
    const inside = OPENING.lastIndex;
    const close = closingBracket(text, inside);
    // `abc[1]` may be a value with a bracket in it: then all of it goes.
    return inside === from + 1 ? [inside, close] : [from, Math.min(close + 1, text.length)];
  }
  END.lastIndex = from;
  let end = END.exec(text)?.index ?? text.length;
  const least = isMarked ? from + REDACTED.length : from;
  while (end > least && ')}],;'.includes(text[end - 1] ?? ' ')) end--;
  if (end === least) return undefined;
  if (sign === ':') return [from, endOfGoValue(text, end)];
  if (sign === ': ' && isYamlKey(text, start)) return [from, text.length];
  if (sign === ': ' && isProse(text.slice(from, Math.min(end, from + 20)))) return undefined;
  return text[start - 1] === ';' && text[end] === ' ' ? [from, endOfPart(text, end)] : [from, end];
}

/** `Password:two words Email:`. */
function endOfGoValue(text: string, end: number): number {
  GO_NEXT.lastIndex = end;
  if (GO_NEXT.test(text)) return end;
  GO_REST.lastIndex = end;
  return GO_REST.test(text) ? GO_REST.lastIndex : end;
}

/** Nothing but blanks and dashes of a list stand before the name. */
function isYamlKey(text: string, start: number): boolean {
  return start <= 200 && /^[ \t-]*["']?$/.test(text.slice(0, start)) && !text.startsWith('--', start);
}

/** `Password=two words;Database=x`. */
function endOfPart(text: string, end: number): number {
  for (let at = end; at < text.length && at - end < MAX_LONGER; at++)
    if (';"\'\n'.includes(text[at] ?? ' ')) return at;
  return end;
}

function elementAt(text: string, from: number): [number, number] | undefined {
  const end = text.indexOf('</', from);
  return end < 0 ? undefined : [from, end];
}

/** Where a quoted text ends: at the same quote without a backslash before it, or else at the end of the text. */
export function endOfQuoted(text: string, quote: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

/** The bracket that closes what has begun before `from`; the end of the text when it is cut off. Quoted brackets do not count. */
export function closingBracket(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = endOfQuoted(text, sign, at + 1);
    else if (sign === '[' || sign === '{') depth++;
    else if ((sign === ']' || sign === '}') && --depth === 0) return at;
  }
  return text.length;
}
