import { findBlockSecrets, type BlockState } from './blocks.ts';
import { findEnvironments } from './environment-text.ts';
import type { FindSecrets } from './arguments.ts';
import { JsonSecrets } from './json-secrets.ts';
import { parseJsonTree, type JsonNode } from './json-tree.ts';
import { findLogins } from './logins.ts';
import { findNamedValues } from './named-values.ts';
import { findPairs } from './pairs.ts';
import { findPrivateKeys, type OpenKey } from './private-keys.ts';
import type { RuleSet } from './rule-set.ts';
import { replaceSpans, type Span } from './span.ts';
import { REDACTED, type RedactionTally } from './redaction-tally.ts';
import { unescape } from './unescape.ts';
import { findProgramSecrets } from './words.ts';

const JSON_START = /[{[](?=[ \t]{0,8}["{[])/g;
/** A line has hardly more texts that begin like JSON and are none. */
const MOST_FAILURES = 4;
const LAST_NAME = /([\w.-]{1,96})["']?[ \t]{0,4}[:=][ \t]{0,4}$/;
/** Replacing what was found may show more, as when two secrets stood one in the other. */
const MOST_ROUNDS = 8;

/** Takes the secrets out of a text, line after line: what one line begins (a key, a block), the next ones may go on with. */
export class LineScanner {
  readonly #rules: RuleSet;
  readonly #findSecrets: FindSecrets;
  #key: OpenKey | undefined;
  #block: BlockState = {};

  constructor(rules: RuleSet, findSecrets: FindSecrets) {
    this.#rules = rules;
    this.#findSecrets = findSecrets;
  }

  /** Nothing that was begun may go on in the next line. */
  get isIdle(): boolean {
    return this.#key === undefined && this.#block.block === undefined && this.#block.pairLines === undefined;
  }

  /** The secrets of the next line, which has no line end in it. */
  find(line: string): readonly Span[] {
    const { spans, next } = this.#look(line);
    this.#key = next.key;
    this.#block = next.block;
    return spans;
  }

  /** The next line without its secrets, to which nothing is left to be done. */
  redact(line: string, tally: RedactionTally | undefined): string {
    const { spans, next } = this.#look(line);
    let result = replaceSpans(line, spans, tally);
    for (let round = 0; result !== line; round++) {
      if (round === MOST_ROUNDS) result = REDACTED;
      const again = replaceSpans(result, this.#look(result).spans, tally);
      if (again === result) break;
      result = again;
    }
    this.#key = next.key;
    this.#block = next.block;
    return result;
  }

  #look(line: string): {
    readonly spans: readonly Span[];
    readonly next: { key: OpenKey | undefined; block: BlockState };
  } {
    const spans: Span[] = [];
    const isPlain = this.#rules.nextHint(line, 0) < 0;
    const key =
      (isPlain && this.#key === undefined) || !this.#rules.has('private-key')
        ? undefined
        : findPrivateKeys(line, this.#key, spans);
    const block = findBlockSecrets(line, this.#block, this.#rules, spans);
    if (!isPlain) this.#findInside(line, spans);
    return { spans, next: { key, block } };
  }

  /** JSON by its structure, and what stands around it as text. */
  #findInside(line: string, spans: Span[]): void {
    let done = 0;
    let failures = 0;
    JSON_START.lastIndex = 0;
    for (
      let match = JSON_START.exec(line);
      match !== null && failures < MOST_FAILURES;
      match = JSON_START.exec(line)
    ) {
      const node = parseJsonTree(line, match.index);
      if (node === undefined || !isTelling(node)) {
        failures += node === undefined ? 1 : 0;
        continue;
      }
      const before = line.slice(done, node.from);
      this.#findInText(before, done, spans);
      const name = LAST_NAME.exec(before.slice(-128))?.[1];
      new JsonSecrets(line, this.#rules, this.#findSecrets, spans).visit(node, name);
      done = node.to;
      JSON_START.lastIndex = done;
    }
    this.#findInText(done === 0 ? line : line.slice(done), done, spans);
  }

  #findInText(text: string, offset: number, spans: Span[]): void {
    if (text === '') return;
    const found: Span[] = [];
    this.#findLocal(text, found);
    const plain = unescape(text);
    if (plain !== undefined)
      for (const span of this.#findSecrets(plain.text))
        found.push({ ...span, from: plain.place(span.from), to: plain.place(span.to), ...escaped(span) });
    for (const span of found) spans.push({ ...span, from: span.from + offset, to: span.to + offset });
  }

  #findLocal(text: string, found: Span[]): void {
    const rules = this.#rules;
    for (const { pattern, hint, kind } of rules.shapes)
      if (hint.test(text)) findShape(text, pattern, kind, found);
    findNamedValues(text, rules, found);
    if (rules.has('pair')) findPairs(text, rules, found);
    if (rules.has('environment-text')) findEnvironments(text, found);
    findLogins(text, rules, found);
    findProgramSecrets(text, rules, found);
  }
}

/** An object, or a list that is not just one of words in brackets. */
function isTelling(node: JsonNode): boolean {
  return node.type === 'object' ? node.members.length > 0 : node.type === 'list' && node.items.length > 0;
}

function escaped({ put }: Span): { put?: string } {
  return put === undefined ? {} : { put: JSON.stringify(put).slice(1, -1) };
}

function findShape(text: string, pattern: RegExp, kind: Span['kind'], found: Span[]): void {
  for (const match of text.matchAll(pattern)) {
    const secret = match.groups?.['secret'];
    const to = match.index + match[0].length;
    const from = secret === undefined ? match.index : to - secret.length;
    // a bracket in front may belong to the header, or to the mark
    const isMarked = text.startsWith(REDACTED, from) || (from > 0 && text.startsWith(REDACTED, from - 1));
    if (!isMarked) found.push({ from, to, kind });
  }
}
