import type { ContentKind } from '../recording.ts';
import { findInArguments } from './arguments.ts';
import { secretFinder } from './find-secrets.ts';
import { LineRedactor } from './line-redactor.ts';
import { REDACTED, type RedactionTally } from './redaction-tally.ts';
import { createRuleSet, type RuleSet } from './rule-set.ts';
import { RULES } from './rules.ts';
import { replaceSpans, type Span } from './span.ts';

const LARGEST_JSON = 64 * 1024 * 1024;
const MOST_ROUNDS = 8;

export const RULE_SET = createRuleSet(RULES);

/** The same content without its secrets, streaming; only JSON is held as a whole. Binary content stays as it is. */
export function redactContent(
  kind: ContentKind,
  chunks: AsyncIterable<Uint8Array>,
  tally: RedactionTally,
  rules: RuleSet = RULE_SET,
): AsyncIterable<Uint8Array> {
  switch (kind) {
    case 'text':
      return redactLines(chunks, tally, rules);
    case 'json':
      return redactWhole(chunks, tally, rules);
    case 'arguments':
      return redactCommandLine(chunks, tally, rules);
    case 'binary':
      return chunks;
  }
}

/** A text of any number of lines without its secrets. */
export function redactText(text: string, tally?: RedactionTally, rules: RuleSet = RULE_SET): string {
  if (rules.nextHint(text, 0) < 0) return text;
  return settle(text, secretFinder(rules), tally);
}

/** Replaces until nothing more is found. */
function settle(
  text: string,
  find: ReturnType<typeof secretFinder>,
  tally: RedactionTally | undefined,
): string {
  let result = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = replaceSpans(result, find(result), tally);
    if (next === result) return result;
    result = next;
  }
  return REDACTED;
}

async function* redactLines(
  chunks: AsyncIterable<Uint8Array>,
  tally: RedactionTally,
  rules: RuleSet,
): AsyncGenerator<Uint8Array> {
  const lines = new LineRedactor(rules, tally);
  for await (const chunk of chunks) {
    const text = lines.add(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1'));
    if (text !== '') yield latin1(text);
  }
  const rest = lines.end();
  if (rest !== '') yield latin1(rest);
}

/** JSON; when it is none after all, or torn, lines of text. */
async function* redactWhole(
  chunks: AsyncIterable<Uint8Array>,
  tally: RedactionTally,
  rules: RuleSet,
): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > LARGEST_JSON) break;
    parts.push(chunk);
  }
  yield latin1(settle(Buffer.concat(parts).toString('latin1'), secretFinder(rules, 'json'), tally));
}

/** Words that end with NUL. */
async function* redactCommandLine(
  chunks: AsyncIterable<Uint8Array>,
  tally: RedactionTally,
  rules: RuleSet,
): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const find = (text: string): readonly Span[] => {
    const words = text.split('\0');
    const spans = findInArguments(words, rules, secretFinder(rules));
    let offset = 0;
    return words.flatMap((word, index) => {
      const start = offset;
      offset += word.length + 1;
      return (spans[index] ?? []).map((span) => ({ ...span, from: span.from + start, to: span.to + start }));
    });
  };
  yield latin1(settle(Buffer.concat(parts).toString('latin1'), find, tally));
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
