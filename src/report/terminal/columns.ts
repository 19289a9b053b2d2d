/** How wide text is in a terminal, and how to make it fit. All text here is free of control characters. */

/** Columns that the text takes: two for wide characters (East Asian, emoji), none for combining marks. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (/^[\p{Mn}\p{Me}\ufe00-\ufe0f]$/u.test(character)) return 0;
  const code = character.codePointAt(0) ?? 0;
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/** Ranges of Unicode's East Asian Width W and F, coarsely. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** The text, or as much of it as fits into `room` columns with the ellipsis behind it. */
export function cutTo(text: string, room: number, ellipsis: string): string {
  if (displayWidth(text) <= room) return text;
  let kept = '';
  let width = displayWidth(ellipsis);
  if (width > room) return '';
  for (const character of text) {
    width += characterWidth(character);
    if (width > room) break;
    kept += character;
  }
  return kept.trimEnd() + ellipsis;
}

/** The text broken at blanks into lines of at most `room` columns; a word that is longer than that is broken anywhere. */
export function wrapText(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const word of joinFigures(text.split(' '), room).flatMap((long) => breakWord(long, room))) {
    const wordWidth = displayWidth(word);
    if (line !== '' && width + 1 + wordWidth > room) {
      lines.push(line);
      line = word;
      width = wordWidth;
    } else if (word !== '') {
      width += line === '' ? wordWidth : 1 + wordWidth;
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** A figure alone: `135`, `(1500`, `±0.5`; its unit or noun follows. */
const FIGURE = /^[(±≈≥<+-]*\d+(?:\.\d+)?$/;

/** A figure and the word behind it are one word, where both have room in a line. */
function joinFigures(words: readonly string[], room: number): readonly string[] {
  const joined: string[] = [];
  for (const word of words) {
    const last = joined.at(-1);
    if (last !== undefined && word !== '' && FIGURE.test(last) && displayWidth(`${last} ${word}`) <= room)
      joined[joined.length - 1] = `${last} ${word}`;
    else joined.push(word);
  }
  return joined;
}

function breakWord(word: string, room: number): string[] {
  if (displayWidth(word) <= room) return [word];
  const pieces: string[] = [];
  let piece = '';
  let width = 0;
  for (const character of word) {
    const wide = characterWidth(character);
    if (width + wide > room && piece !== '') {
      pieces.push(piece);
      piece = '';
      width = 0;
    }
    piece += character;
    width += wide;
  }
  return [...pieces, piece];
}
