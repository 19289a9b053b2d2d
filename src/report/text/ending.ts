import type { BookEntry, FindingRemedy } from '../../model/diagnosis.ts';
import type { Gap } from '../../model/gap.ts';
import { describeEntry } from '../book-line.ts';
import { gapOf, indent, type Line, type Pen } from './pen.ts';
import { proseRoom } from './section.ts';

/** The figures of independent sources, held against each other. */
export function renderBooks(pen: Pen, books: readonly BookEntry[]): Line[] {
  return indent(
    books.flatMap((entry) => {
      const mark = entry.balanced ? pen.span('✓', 'good') : pen.span('✗', 'bad');
      return pen
        .wrap(describeEntry(entry), proseRoom(pen, 6))
        .map((line, index) => [index === 0 ? mark : gapOf(mark.text.length), gapOf(2), ...line]);
    }),
    2,
  );
}

/** What to do, safest first, each with its risk and, where there is one, the exact command. */
export function renderRemedies(pen: Pen, remedies: readonly FindingRemedy[]): Line[] {
  const numberWidth = String(remedies.length).length + 1;
  const at = numberWidth + 1;
  return indent(
    remedies.flatMap((remedy, index) => {
      const number = pen.span(`${index + 1}.`.padStart(numberWidth), 'strong');
      const mark = remedy.automatic ? ' [automatic]' : '';
      const [first = [], ...more] = pen.wrap(`${remedy.says}${mark}`, proseRoom(pen, at + 2));
      const command: Line[] =
        remedy.command === undefined
          ? []
          : remedy.command.split('\n').map((line) => [pen.span('$ ', 'dim'), pen.span(line, 'name')]);
      const risk = pen.wrap(`risk: ${remedy.risk}`, proseRoom(pen, at + 2), 'dim');
      return [[number, gapOf(1), ...first], ...indent([...more, ...command, ...risk], at)];
    }),
    2,
  );
}

/** What could not be read, and why. */
export function renderGaps(pen: Pen, gaps: readonly Gap[]): Line[] {
  return indent(
    gaps.flatMap(({ source, reason, detail }) => {
      const [first = [], ...more] = pen.wrap(`${source} (${reason}): ${detail}`, proseRoom(pen, 4), 'dim');
      return [[pen.span('○', 'warn'), gapOf(1), ...first], ...indent(more, 2)];
    }),
    2,
  );
}
