import { isHarmlessValue } from './name-rules.ts';
import type { KnownOption, RuleSet } from './rule-set.ts';
import type { Span } from './span.ts';
import { afterSign, attachedAt, isFlag } from './words.ts';

/** Finds the secrets of one text. */
export type FindSecrets = (text: string) => readonly Span[];

/**
 * The secrets of each word of a command line. The words are exact, so a value may hold anything: all of it goes. `program` stands in
 * another field, as docker's `Path`.
 */
export function findInArguments(
  words: readonly string[],
  rules: RuleSet,
  findSecrets: FindSecrets,
  program: readonly string[] = [],
): readonly (readonly Span[])[] {
  let options: readonly KnownOption[] = [];
  program.forEach((word, index) => {
    options = rules.optionsOf(word, program[index + 1] ?? words[0]) ?? options;
  });
  let expected: KnownOption | 'all' | undefined;
  return words.map((word, index) => {
    const wanted = expected;
    expected = undefined;
    if (wanted === 'all' && !word.startsWith('-')) return whole(word, 'argument');
    if (wanted !== undefined && wanted !== 'all') {
      const [from, to] = afterSign(word, [0, word.length], wanted);
      return from < to ? hidden(word, from, to, wanted.kind) : findSecrets(word);
    }
    options = rules.optionsOf(word, words[index + 1]) ?? options;
    const pair = /^(-{0,2}[\w.-]{1,96})=/.exec(word);
    if (pair !== null && rules.isSecret(pair[1] ?? '', word.slice(pair[0].length)))
      return hidden(word, pair[0].length, word.length, 'argument');
    if (/^--?[\w.-]{2,96}$/.test(word) && rules.isSecretName(word)) expected = 'all';
    for (const option of options) {
      if (isFlag(word, option) && option.takes === 'either') expected = option;
      const at = attachedAt(word, option.flag);
      if (at === undefined) continue;
      const [from, to] = afterSign(word, [at, word.length], option);
      if (from < to) return hidden(word, from, to, option.kind);
    }
    return findSecrets(word);
  });
}

function whole(word: string, kind: Span['kind']): readonly Span[] {
  return hidden(word, 0, word.length, kind);
}

function hidden(word: string, from: number, to: number, kind: Span['kind']): readonly Span[] {
  return from === to || isHarmlessValue(word.slice(from, from + 200)) ? [] : [{ from, to, kind }];
}
