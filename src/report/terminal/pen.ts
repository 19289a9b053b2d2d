import { escapeCharacter, escapeForTerminal } from '../escape.ts';
import { cutTo, wrapText } from './columns.ts';

/** What a piece of text means to the eye; the pen knows the colour. */
export type Tone =
  'plain' | 'strong' | 'dim' | 'name' | 'good' | 'bad' | 'warn' | 'good-badge' | 'bad-badge' | 'warn-badge';

/** A piece of one line in one tone. Made only by a pen, which escapes it. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

export type Line = readonly Span[];

export interface Paper {
  /** Columns. */
  readonly width: number;
  readonly color: boolean;
  /** Nothing but ASCII. */
  readonly ascii: boolean;
}

/** Writes for one terminal. Whatever text it is given comes out harmless, whoever chose it. */
export interface Pen {
  readonly width: number;
  span(text: string, tone?: Tone): Span;
  /** Cut to `room` columns. */
  cut(text: string, room: number, tone?: Tone): Span;
  /** Broken at blanks into lines of at most `room` columns. */
  wrap(text: string, room: number, tone?: Tone): Line[];
  print(lines: readonly Line[]): string;
}

/** A pen for this paper. Widths below 40 columns are taken as 40. */
export function createPen(paper: Paper): Pen {
  const clean = (text: string): string =>
    paper.ascii ? toAscii(escapeForTerminal(text)) : escapeForTerminal(text);
  const ellipsis = paper.ascii ? '~' : '…';
  return {
    width: Math.max(40, paper.width),
    span: (text, tone = 'plain') => ({ text: clean(text), tone }),
    cut: (text, room, tone = 'plain') => ({ text: cutTo(clean(text), room, ellipsis), tone }),
    wrap: (text, room, tone = 'plain') =>
      wrapText(clean(text), Math.max(8, room)).map((line) => [{ text: line, tone }]),
    print: (lines) => lines.map((line) => `${printLine(line, paper.color)}\n`).join(''),
  };
}

/** Blanks. */
export function gapOf(columns: number): Span {
  return { text: ' '.repeat(Math.max(0, columns)), tone: 'plain' };
}

/** Each line moved right by `columns`. */
export function indent(lines: readonly Line[], columns: number): Line[] {
  return lines.map((line) => (line.length === 0 ? line : [gapOf(columns), ...line]));
}

/** ECMA-48 select graphic rendition: switch on, switch off. */
const SGR: Readonly<Record<Tone, readonly [string, string] | undefined>> = {
  plain: undefined,
  strong: ['1', '22'],
  dim: ['2', '22'],
  name: ['36', '39'],
  good: ['32', '39'],
  bad: ['31', '39'],
  warn: ['33', '39'],
  'good-badge': ['1;30;42', '0'],
  'bad-badge': ['1;97;41', '0'],
  'warn-badge': ['1;30;43', '0'],
};

function printLine(line: Line, color: boolean): string {
  if (!color)
    return line
      .map((span) => span.text)
      .join('')
      .trimEnd();
  return line
    .map(({ text, tone }) => {
      const codes = SGR[tone];
      return codes === undefined || text === '' ? text : `\x1b[${codes[0]}m${text}\x1b[${codes[1]}m`;
    })
    .join('')
    .trimEnd();
}

/** The glyphs that the reports themselves use, in ASCII. */
const ASCII = new Map([
  ['…', '~'],
  ['│', '|'],
  ['─', '-'],
  ['━', '='],
  ['╸', '='],
  ['╺', '='],
  ['╍', '!'],
  ['▁', '.'],
  ['▂', ':'],
  ['▃', '-'],
  ['▄', '='],
  ['▅', '+'],
  ['▆', '*'],
  ['▇', '#'],
  ['▼', 'v'],
  ['●', '*'],
  ['○', 'o'],
  ['✕', 'x'],
  ['✓', 'ok'],
  ['✗', '!!'],
  ['≠', '!='],
  ['→', '->'],
  ['←', '<-'],
  ['·', '-'],
  ['×', 'x'],
  ['≈', '~'],
  ['≤', '<='],
  ['≥', '>='],
  ['–', '-'],
  ['—', '-'],
  ['“', '"'],
  ['”', '"'],
  ['’', "'"],
  ['\u2009', ' '],
  ['\u00a0', ' '],
]);

function toAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (character) => ASCII.get(character) ?? escapeCharacter(character));
}
