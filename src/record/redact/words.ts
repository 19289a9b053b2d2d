import { endOfQuoted } from './named-values.ts';
import { isHarmlessValue } from './name-rules.ts';
import type { KnownOption, RuleSet } from './rule-set.ts';
import type { Span } from './span.ts';

/** Where words of a command line end in text. */
const WORD = /[^ \t\n\r\0"'`,\\[\]()|;{}<>]+/g;

/** Adds what programs that a text names take as secrets: `mysql -psecret`. Words end at blanks, quotes, commas and brackets. */
export function findProgramSecrets(text: string, rules: RuleSet, found: Span[]): void {
  if (!rules.namesProgram(text)) return;
  let options: readonly KnownOption[] = [];
  WORD.lastIndex = 0;
  let match = WORD.exec(text);
  while (match !== null) {
    const { index } = match;
    const [word] = match;
    const before = WORD.lastIndex;
    let next = WORD.exec(text);
    options = rules.optionsOf(word, next?.[0]) ?? options;
    for (const option of options) {
      const value = valueOf(text, index, word, option, next);
      if (value === undefined) continue;
      const [from, to] = afterSign(text, value, option);
      if (from < to && !isHarmlessValue(text.slice(from, Math.min(to, from + 200))))
        found.push({ from, to, kind: option.kind });
      if (next !== null && to > next.index && from < to) {
        WORD.lastIndex = Math.max(to, before);
        next = WORD.exec(text);
      }
      break;
    }
    match = next;
  }
}

/** Where the value of an option stands, if the word is that option. */
function valueOf(
  text: string,
  index: number,
  word: string,
  option: KnownOption,
  next: RegExpExecArray | null,
): readonly [number, number] | undefined {
  const end = index + word.length;
  const { flag, takes } = option;
  if (isFlag(word, option)) {
    const quote = text[end] ?? '';
    if (takes === 'attached')
      return isQuote(quote) && text[index - 1] !== quote ? quotedAt(text, end) : undefined;
    if (next === null) return undefined;
    const opening = text[next.index - 1] ?? '';
    return isQuote(opening) && next.index - 1 > end
      ? quotedAt(text, next.index - 1)
      : [next.index, next.index + next[0].length];
  }
  const at = attachedAt(word, flag);
  return at === undefined ? undefined : [index + at, end];
}

function quotedAt(text: string, at: number): readonly [number, number] {
  return [at + 1, endOfQuoted(text, text[at] ?? '', at + 1)];
}

function isQuote(sign: string): boolean {
  return sign === '"' || sign === "'";
}

/** The option itself, or at the end of letters that are options, too. */
export function isFlag(word: string, { flag, combines }: KnownOption): boolean {
  if (word === flag) return true;
  return combines === true && flag.length === 2 && word.at(-1) === flag[1] && /^-[A-Za-z]{2,8}$/.test(word);
}

/** `-psecret`; of long options `--user=…`, and not what only begins alike. */
export function attachedAt(word: string, flag: string): number | undefined {
  if (!word.startsWith(flag) || word.length === flag.length) return undefined;
  if (word[flag.length] === '=') return flag.length + 1;
  return !flag.startsWith('--') && flag.length === 2 ? flag.length : undefined;
}

/** Of `user:password` what follows the sign. */
export function afterSign(
  text: string,
  [from, to]: readonly [number, number],
  { after, unless }: KnownOption,
): readonly [number, number] {
  if (unless?.test(text.slice(from, Math.min(to, from + 64))) === true) return [to, to];
  if (after === undefined) return [from, to];
  const at = text.indexOf(after, from);
  return at < 0 || at >= to ? [to, to] : [at + 1, to];
}
