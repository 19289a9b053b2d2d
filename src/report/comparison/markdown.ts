import type { Comparison } from '../../model/comparison.ts';
import { formatCount } from '../../wording/figures.ts';
import { codeSpan, escapeForMarkdown as prose } from '../escape.ts';
import { renderTable } from '../markdown/table.ts';
import { comparisonTables, momentLines, predictionLines } from './tables.ts';

/** The comparison for a ticket, in GitHub's Markdown. Nothing that a host chose can act as markup. */
export function renderComparisonMarkdown(comparison: Comparison): string {
  const blocks = [
    `# ${comparison.grew ? 'GREW' : 'DID NOT GROW'}: ${prose(comparison.headline)}`,
    list(momentLines(comparison).map(([word, says]) => `**${word}** ${prose(says)}`)),
    list(comparison.cautions.map(({ says }) => prose(says))),
    ...comparisonTables(comparison).flatMap(({ title, columns, rows, hidden }) => [
      `## ${title}`,
      renderTable(
        columns.map((column) => column.title),
        rows.map((cells) =>
          cells.map((cell = '', index) =>
            cell !== '' && columns[index]?.kind === 'name' ? codeSpan(cell) : prose(cell),
          ),
        ),
      ),
      hidden === 0 ? '' : `and ${formatCount(hidden)} more with smaller changes`,
    ]),
    ...section('What it leads to', predictionLines(comparison).map(prose)),
    ...section(
      'Not known',
      comparison.gaps.map(
        ({ moment, source, reason, detail }) =>
          `${moment}: ${codeSpan(source)} (${reason}): ${prose(detail)}`,
      ),
    ),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, list(lines)];
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
