import { namesKnownProgram, secretOptionsOf } from './known-programs.ts';
import type { SecretOption } from './known-programs.ts';
import { hasNameHint, redactNamedValues } from './named-values.ts';
import { isHarmlessValue, isSecretName } from './secret-names.ts';
import { redactShapes, SHAPE_HINT } from './token-shapes.ts';
import type { RedactionTally } from './redaction-tally.ts';

/**
 * The words of a command line without secrets. The words are exact, so a value may hold anything: all of it goes.
 * `known` are options of a program that stands elsewhere.
 */
export function redactArguments(
  words: readonly string[],
  tally: RedactionTally,
  known: readonly SecretOption[] = [],
): string[] {
  let options = known;
  let expected: SecretOption | 'all' | undefined;
  return words.map((word, index) => {
    const wanted = expected;
    expected = undefined;
    if (wanted !== undefined && !(wanted === 'all' && word.startsWith('-'))) {
      return wanted === 'all' ? hidden(word, tally, 'argument') : redactValue(word, wanted, tally);
    }
    options = secretOptionsOf(word, words[index + 1]) ?? options;
    const pair = /^(-{0,2}[\w.-]{1,96})=([^]*)$/.exec(word);
    const [, name = '', value = ''] = pair ?? [];
    if (pair !== null && isSecretName(name.replace(/^-+/, '')))
      return `${name}=${hidden(value, tally, 'argument')}`;
    if (/^--?[\w.-]{3,96}$/.test(word) && isSecretName(word.replace(/^-+/, ''))) expected = 'all';
    for (const option of options) {
      if (word === option.flag && option.takes === 'either') expected = option;
      else if (isAttached(word, option)) {
        const equals = word[option.flag.length] === '=' ? 1 : 0;
        const at = option.flag.length + equals;
        return word.slice(0, at) + redactValue(word.slice(at), option, tally);
      }
    }
    return redactText(word, tally);
  });
}

/** Free text without secrets: a line of a log, of `ps`, of a script. Bytes as Latin-1; lines stay lines. */
export function redactText(text: string, tally: RedactionTally): string {
  let result = text;
  if (SHAPE_HINT.test(result)) result = redactShapes(result, tally);
  if (hasNameHint(result)) result = redactNamedValues(result, tally);
  return namesKnownProgram(result) ? redactKnownPrograms(result, tally) : result;
}

/** `mysql -psecret` in the middle of a text: words end at blanks, quotes, commas and brackets. */
function redactKnownPrograms(text: string, tally: RedactionTally): string {
  const pieces = text.split(/([ \t\n\r\0"'`,\\[\]()|;]+)/);
  let options: readonly SecretOption[] = [];
  let expected: SecretOption | undefined;
  for (let at = 0; at < pieces.length; at += 2) {
    const word = pieces[at] ?? '';
    if (expected !== undefined) {
      pieces[at] = redactValue(word, expected, tally);
      expected = undefined;
      continue;
    }
    if (/\n/.test(pieces[at - 1] ?? '')) options = [];
    options = secretOptionsOf(word, pieces[at + 2]) ?? options;
    for (const option of options) {
      if (word === option.flag && option.takes === 'either') expected = option;
      else if (isAttached(word, option))
        pieces[at] = option.flag + redactValue(word.slice(option.flag.length), option, tally);
    }
  }
  return pieces.join('');
}

/** `-psecret`; of long options `--user=…`, and not what only begins alike. */
function isAttached(word: string, { flag }: SecretOption): boolean {
  if (!word.startsWith(flag) || word.length === flag.length) return false;
  return flag.startsWith('--') ? word[flag.length] === '=' : flag.length === 2;
}

function redactValue(value: string, option: SecretOption, tally: RedactionTally): string {
  const kind = option.environment === true ? 'environment' : 'argument';
  if (option.after === undefined) return hidden(value, tally, kind);
  const at = value.search(option.after);
  return at < 0 ? value : value.slice(0, at + 1) + hidden(value.slice(at + 1), tally, kind);
}

function hidden(value: string, tally: RedactionTally, kind: 'argument' | 'environment'): string {
  return isHarmlessValue(value) ? value : tally.replace(kind);
}
