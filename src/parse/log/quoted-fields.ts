/**
 * `key=value` lists as logrus and klog append them to a message. A value with anything unusual in it stands in double quotes
 * with Go's escapes (strconv.Quote).
 *
 *     container=8f3c1e0b7a52 error="tried to kill container, but did not receive an exit event"
 *     pod="shop/web-0" containerID={Type:docker ID:8f3c1e0b7a52} gracePeriod=30
 *
 * logrus (text_formatter.go:needsQuoting) leaves `[A-Za-z0-9._/@^+-]` bare. klog (internal/serialize) prints structs with %+v
 * or as JSON, and texts of several lines as `key=<`, line feed, the text indented by a tab, `>`.
 */

const KEY = /([A-Za-z0-9_.-]+)=/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const BRACED = /\{[^{}]*\}/y;
const BARE = /[^\s]*/y;

/** Reads `key=value` pairs from `from` on; what is not such a pair ends the list. Of equal keys the last one counts. */
export function parseQuotedFields(text: string, from: number): Map<string, string> {
  const fields = new Map<string, string>();
  let at = from;
  while (at < text.length) {
    while (text[at] === ' ') at++;
    const key = matchAt(KEY, text, at);
    if (key === undefined) break;
    at += key[0].length;
    const quoted = matchAt(QUOTED, text, at);
    const value = quoted ?? matchAt(BRACED, text, at) ?? matchAt(BARE, text, at);
    if (value === undefined) break;
    fields.set(key[1] ?? '', quoted === undefined ? value[0] : unquoteGo(quoted[1] ?? ''));
    at += value[0].length;
  }
  return fields;
}

/** The quoted string that starts at `at`, its text and where it ends; undefined when there is none or it has no end. */
export function parseQuoted(
  text: string,
  at: number,
): { readonly text: string; readonly end: number } | undefined {
  const match = matchAt(QUOTED, text, at);
  return match === undefined ? undefined : { text: unquoteGo(match[1] ?? ''), end: at + match[0].length };
}

/** A value as logrus's text formatter writes it: bare where it may be, else in quotes. */
export function quoteLogrus(value: string): string {
  return /^[A-Za-z0-9._/@^+-]+$/.test(value) ? value : quoteGo(value);
}

/** A value in double quotes, with the escapes that a log line needs. */
export function quoteGo(value: string): string {
  return `"${value.replace(/[\\"\n\r\t]/g, (character) => ESCAPES.get(character) ?? character)}"`;
}

const ESCAPES = new Map([
  ['\\', '\\\\'],
  ['"', '\\"'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);
const UNESCAPES = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function unquoteGo(body: string): string {
  return body.includes('\\')
    ? body.replace(/\\(.)/gs, (_, character: string) => UNESCAPES.get(character) ?? character)
    : body;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
