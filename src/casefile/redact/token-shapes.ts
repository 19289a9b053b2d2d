// Secrets that are known by their looks, wherever they stand. Bytes are taken as Latin-1, so blanks are named one by one:
// `\s` would take 0xa0, the middle of a UTF-8 letter, for one.

import type { RedactionTally } from './redaction-tally.ts';

interface Shape {
  readonly pattern: RegExp;
  /** The first group, if any, stays in front of what replaces the secret. */
  readonly kind: 'credential' | 'private-key';
}

/** No quantifier here stands over another one, and every start is anchored, so that no text takes more than linear time. */
const SHAPES: readonly Shape[] = [
  {
    kind: 'private-key',
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]{0,65536}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  // Authorization: Bearer …, Basic …; Proxy-Authorization (RFC 9110, 11.6.2)
  {
    kind: 'credential',
    pattern:
      /(authorization\\{0,4}["']?[ \t]{0,4}[:=][ \t]{0,4}[[\\"']{0,6}(?:(?:Bearer|Basic|Digest|Negotiate|Token|AWS4-HMAC-SHA256)[ \t]{1,4})?)(?!\[redacted)[^ \t\n\r\0"',;\]\\]{4,}/gi,
  },
  { kind: 'credential', pattern: /((?<![\w-])Bearer[ \t]{1,4})[A-Za-z0-9._~+/=-]{16,}/gi },
  {
    kind: 'credential',
    pattern: /((?<![\w-])(?:set-)?cookie\\{0,4}["']?:[ \t]{0,4}["']?)[^"'\n\r\0]{4,4096}/gi,
  },
  // JWT (RFC 7519): two base64url parts that begin with `{"`, and a signature
  { kind: 'credential', pattern: /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{4,}(?:\.[\w-]*)?/g },
  // AWS key ids (IAM identifiers), and what other services have put a mark on
  {
    kind: 'credential',
    pattern: /(?<![A-Za-z0-9])A(?:KIA|SIA|ROA|IDA|NPA|NVA|GPA|IPA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
  },
  {
    kind: 'credential',
    pattern: /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{22,255}|npm_[A-Za-z0-9]{36})/g,
  },
  { kind: 'credential', pattern: /(?<!\w)(?:glpat|dckr_pat|xox[abeoprs])[-_][\w-]{10,255}/g },
  {
    kind: 'credential',
    pattern: /(?<!\w)(?:AIza[\w-]{35}|[srp]k_(?:live|test)_\w{16,255}|hv[sbr]\.[\w-]{20,255})/g,
  },
  { kind: 'credential', pattern: /(?<!\w)SWM(?:TKN|KEY)-1-[\w-]{20,255}/g },
  // user:password@ of a URL (RFC 3986, 3.2.1); without a password only what is too long for a name
  {
    kind: 'credential',
    pattern: /(:\/\/[^ \t\n\r\0/?#@:"'<>\\]{0,256}:)(?!\[redacted)[^ \t\n\r\0/?#@"'<>\\]{1,512}(?=@)/g,
  },
  { kind: 'credential', pattern: /(:\/\/)[^ \t\n\r\0/?#@:"'<>\\]{20,512}(?=@)/g },
];

/** Whether any of the shapes may be in a text; the quick look that most texts end with. */
export const SHAPE_HINT =
  /PRIVATE KEY|authorization|bearer|cookie|eyJ|A(?:KIA|SIA|ROA|IDA|NPA|NVA|GPA|IPA)[A-Z0-9]|gh[pousr]_|github_pat|npm_|glpat|dckr_pat|xox|AIza|[srp]k_(?:live|test)|hv[sbr]\.|SWM(?:TKN|KEY)|:\/\/[^ /]{1,800}@/i;

/** The text without secrets that show by their looks. */
export function redactShapes(text: string, tally: RedactionTally): string {
  let result = text;
  for (const { pattern, kind } of SHAPES) {
    result = result.replace(
      pattern,
      (_whole, kept: unknown) => (typeof kept === 'string' ? kept : '') + tally.replace(kind),
    );
  }
  return result;
}
