import { displayWidth } from '../../terminal/columns.ts';
import { gapOf, type Line, type Pen } from '../../terminal/pen.ts';

/** Prose is not wider than this, however wide the terminal: the eye loses the line. */
const MEASURE = 108;

/** Columns for prose that starts `taken` columns from the left. */
export function proseRoom(pen: Pen, taken: number): number {
  return Math.min(pen.width - taken, MEASURE);
}

/** `── What to do ─────────`. */
export function renderRule(pen: Pen, title: string): Line {
  const head = pen.cut(title, pen.width - 6, 'strong');
  const rest = Math.min(pen.width, MEASURE + 4) - displayWidth(head.text) - 4;
  return [pen.span('──', 'dim'), gapOf(1), head, gapOf(1), pen.span('─'.repeat(Math.max(2, rest)), 'dim')];
}

/** `title   text`, the text wrapped below itself. */
export function renderEntry(pen: Pen, title: string, text: string, titleWidth: number): Line[] {
  return pen
    .wrap(text, proseRoom(pen, titleWidth + 4))
    .map((line, index) => [
      gapOf(2),
      ...(index === 0
        ? [pen.span(title, 'dim'), gapOf(titleWidth + 2 - displayWidth(title))]
        : [gapOf(titleWidth + 2)]),
      ...line,
    ]);
}
