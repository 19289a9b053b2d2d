import type { Evidence } from '../../model/evidence.ts';

const MAX_QUOTE = 200;

/**
 * Finds the words of a JSON text that say what was read from it. Ask in the order in which the fields stand: the search
 * goes forward only, and stops for good at the first pair it does not find, so that all quotes of a text together cost
 * one pass over it. A pair that is not found as written (an escape, another order) is quoted without a line.
 */
export function createJsonQuote(file: string, text: string): (key: string, value: unknown) => Evidence {
  let from = 0;
  let line = 1;
  let lineBreak = text.indexOf('\n');
  let lost = false;
  return (key, value) => {
    const name = JSON.stringify(key);
    const wanted = JSON.stringify(value) ?? 'null';
    const found = lost ? undefined : findPair(text, name, wanted, from);
    if (found === undefined) {
      lost = true;
      return { file, quote: `${name}:${wanted}`.slice(0, MAX_QUOTE) };
    }
    for (; lineBreak !== -1 && lineBreak < found.start; lineBreak = text.indexOf('\n', lineBreak + 1))
      line += 1;
    from = found.start;
    return { file, line, quote: text.slice(found.start, Math.min(found.end, found.start + MAX_QUOTE)) };
  };
}

function findPair(
  text: string,
  name: string,
  wanted: string,
  from: number,
): { start: number; end: number } | undefined {
  for (let start = text.indexOf(name, from); start !== -1; start = text.indexOf(name, start + name.length)) {
    const colon = afterBlanks(text, start + name.length);
    if (text[colon] !== ':') continue;
    const value = afterBlanks(text, colon + 1);
    if (text.startsWith(wanted, value)) return { start, end: value + wanted.length };
  }
  return undefined;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}
