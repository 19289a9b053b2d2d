// Pairs in text that is no whole JSON: `name: DB_PASSWORD value: x`, {"key":"api_token","value":"x"}, {Value:x Name:DB_PASS}.
import { valueAt } from './named-values.ts';
import type { RuleSet } from './rule-set.ts';
import type { Span } from './span.ts';

const MEMBER = /(?<![\w.-])(?:(name|key)|(value|val))["']?[ \t]{0,4}[:=][ \t]{0,4}(?:["']?([\w.-]{1,96}))?/gi;
/** The value, with its quote, that the member has behind its sign. */
const WORD_END = /["']?[\w.-]{0,96}$/;
const FARTHEST = 300;

/** Adds the value of each pair whose name is that of a secret. */
export function findPairs(text: string, rules: RuleSet, found: Span[]): void {
  let value: readonly [number, number] | undefined;
  let nameEnd: number | undefined;
  let done = 0;
  MEMBER.lastIndex = 0;
  for (let match = MEMBER.exec(text); match !== null; match = MEMBER.exec(text)) {
    const [whole, isName, , word = ''] = match;
    const { index } = match;
    const end = index + whole.length;
    if (isName !== undefined) {
      nameEnd = undefined;
      if (rules.isSecretName(word)) {
        if (value !== undefined && isSameObject(text, value[1], index)) add(found, value);
        else nameEnd = end;
      }
      value = undefined;
      continue;
    }
    const from = end - (WORD_END.exec(whole)?.[0].length ?? 0);
    const span = from < done ? undefined : valueAt(text, from, { start: index, sign: ':', groups: true });
    if (span === undefined) continue;
    if (nameEnd !== undefined && isSameObject(text, nameEnd, index)) add(found, span);
    else value = span;
    nameEnd = undefined;
    done = span[1];
    MEMBER.lastIndex = Math.max(MEMBER.lastIndex, done);
  }
}

function isSameObject(text: string, from: number, to: number): boolean {
  return to - from <= FARTHEST && !/[{}]/.test(text.slice(from, to));
}

function add(found: Span[], [from, to]: readonly [number, number]): void {
  found.push({ from, to, kind: 'credential' });
}
