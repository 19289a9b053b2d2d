import type { Comparison } from '../../model/comparison.ts';
import { formatCount } from '../../wording/figures.ts';
import { createPen, gapOf, indent, type Line, type Paper, type Pen } from '../terminal/pen.ts';
import { proseRoom, renderEntry, renderRule } from '../diagnosis/text/section.ts';
import { renderTable } from '../terminal/table.ts';
import { comparisonTables, momentLines, predictionLines, type ComparisonTable } from './tables.ts';

/** The comparison for a terminal: what became of it all, which two, with what care, the tables, what it leads to. */
export function renderComparison(comparison: Comparison, paper: Paper): string {
  const pen = createPen(paper);
  const badge = pen.span(
    comparison.grew ? 'GREW' : 'DID NOT GROW',
    comparison.grew ? 'bad-badge' : 'good-badge',
  );
  const room = pen.width - badge.text.length - 2;
  const head = pen
    .wrap(comparison.headline, room, 'strong')
    .map((line, index): Line => [index === 0 ? badge : gapOf(badge.text.length), gapOf(2), ...line]);
  const blocks: (readonly Line[])[] = [
    head,
    momentLines(comparison).flatMap(([word, says]) => renderEntry(pen, word, says, 6)),
    points(
      pen,
      comparison.cautions.map(({ says }) => says),
      '○',
    ),
    ...comparisonTables(comparison).map((table) => renderOne(pen, table)),
    titled(pen, 'What it leads to', points(pen, predictionLines(comparison), '→')),
    titled(
      pen,
      'Not known',
      points(
        pen,
        comparison.gaps.map(
          ({ moment, source, reason, detail }) => `${moment}: ${source} (${reason}): ${detail}`,
        ),
        '○',
      ),
    ),
  ];
  return pen.print(
    blocks
      .filter((block) => block.length > 0)
      .flatMap((block, index) => (index === 0 ? [...block] : [[], ...block])),
  );
}

function titled(pen: Pen, title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [renderRule(pen, title), ...lines];
}

function points(pen: Pen, texts: readonly string[], mark: string): readonly Line[] {
  return indent(
    texts.flatMap((text) =>
      pen
        .wrap(text, proseRoom(pen, 4))
        .map((line, index): Line => [index === 0 ? pen.span(mark, 'warn') : gapOf(1), gapOf(1), ...line]),
    ),
    2,
  );
}

function renderOne(pen: Pen, { title, columns, rows, hidden }: ComparisonTable): readonly Line[] {
  const table = renderTable(
    pen,
    columns.map(({ title: name, kind }) => ({
      title: name,
      ...(kind === 'number' ? { align: 'right' as const } : { shrinksTo: 10 }),
      ...(kind === 'name' ? { tone: 'name' as const } : {}),
    })),
    rows,
    pen.width - 2,
  );
  const more: readonly Line[] =
    hidden === 0 ? [] : [[pen.span(`and ${formatCount(hidden)} more with smaller changes`, 'dim')]];
  return [renderRule(pen, title), ...indent([...table, ...more], 2)];
}
