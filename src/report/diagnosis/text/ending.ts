import type { BookEntry, Diagnosis, FindingRemedy } from '../../../model/diagnosis.ts';
import type { CoverageRow } from '../../../model/coverage.ts';
import type { Gap } from '../../../model/gap.ts';
import { describeCoverage } from '../coverage-lines.ts';
import { describeEntry } from '../book-line.ts';
import { describePlace } from '../remedy-list.ts';
import { describeIgnored, describeMoreIgnored } from '../ignored-line.ts';
import { gapOf, indent, type Line, type Pen } from '../../terminal/pen.ts';
import { beamArm, renderBeam } from '../../terminal/pictures/beam.ts';
import { proseRoom } from './section.ts';

/** The figures of independent sources, held against each other; where there is room, as a pair of bars as well. */
export function renderBooks(pen: Pen, books: readonly BookEntry[]): Line[] {
  const drawn = books.filter(isCounted);
  const most = drawn.reduce((top, { left, right }) => Math.max(top, left, right), 0);
  const arm = most === 0 ? 0 : beamArm(pen);
  const room = arm === 0 ? 0 : 2 * arm + 3;
  return indent(
    books.flatMap((entry) => {
      const mark = entry.balanced ? pen.span('✓', 'good') : pen.span('✗', 'bad');
      const picture: Line =
        room === 0
          ? []
          : [...(isCounted(entry) ? renderBeam(pen, entry, most, arm) : [gapOf(room - 2)]), gapOf(2)];
      return pen
        .wrap(describeEntry(entry), proseRoom(pen, 6 + room))
        .map((line, index) =>
          index === 0 ? [mark, gapOf(2), ...picture, ...line] : [gapOf(mark.text.length + 2 + room), ...line],
        );
    }),
    2,
  );
}

/** Both sides are counts of the same. Bytes have another scale; of a bound, the lengths of two bars would say too much. */
function isCounted({ unit, relation }: BookEntry): boolean {
  return unit === 'count' && relation !== 'at-least';
}

/** What to do, safest first, each with its risk and, where there is one, the exact command and where it runs. */
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
      const place = describePlace(remedy);
      const runs = place === undefined ? [] : pen.wrap(`run ${place}:`, proseRoom(pen, at + 2), 'dim');
      const risk = pen.wrap(`risk: ${remedy.risk}`, proseRoom(pen, at + 2), 'dim');
      return [[number, gapOf(1), ...first], ...indent([...more, ...runs, ...command, ...risk], at)];
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

/** What was seen of each daemon and of the host, and what was not. */
export function renderCoverage(pen: Pen, rows: readonly CoverageRow[]): Line[] {
  return indent(
    describeCoverage(rows).flatMap(({ complete, says }) => {
      const mark = complete ? pen.span('✓', 'good') : pen.span('○', 'warn');
      const [first = [], ...more] = pen.wrap(says, proseRoom(pen, 4));
      return [[mark, gapOf(1), ...first], ...indent(more, 2)];
    }),
    2,
  );
}

/** Processes that are not believed to be daemons, and why. */
export function renderIgnored(pen: Pen, diagnosis: Diagnosis): Line[] {
  const more = describeMoreIgnored(diagnosis);
  const lines = [...(diagnosis.ignored ?? []).map(describeIgnored), ...(more === undefined ? [] : [more])];
  return indent(
    lines.flatMap((text) => {
      const [first = [], ...rest] = pen.wrap(text, proseRoom(pen, 4), 'dim');
      return [[pen.span('○', 'warn'), gapOf(1), ...first], ...indent(rest, 2)];
    }),
    2,
  );
}
