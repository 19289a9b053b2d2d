import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/report/diagnosis/markdown.ts';
import { withHostileText } from '../fixtures/hostile.ts';
import { killWait } from '../fixtures/kill-wait.ts';

describe('the Markdown report', () => {
  it('reads well', async () => {
    await expect(renderMarkdown(killWait)).toMatchFileSnapshot('goldens/kill-wait.markdown.txt');
  });

  it('lets nothing that a host chose act as markup', () => {
    const prose = renderMarkdown(withHostileText(killWait))
      .replace(/^ *(`{3,})text\n[\s\S]*?\n *\1$/gm, '')
      .replace(/(`+)[^`\n](?:.*?[^`])?\1(?!`)/g, '');
    expect(prose).not.toMatch(/<script|(?<!\\)\]\(http|@all/);
  });

  it('has as many cells in every row as in the head of its table', () => {
    const rows = renderMarkdown(withHostileText(killWait))
      .split('\n')
      .filter((line) => line.startsWith('| '));
    expect(rows.length).toBeGreaterThan(10);
    for (const [index, row] of rows.entries()) {
      const cells = countCells(row);
      const above = rows[index - 1];
      if (row.startsWith('| ---') && above !== undefined) expect(cells).toBe(countCells(above));
      else expect(cells).toBeGreaterThan(2);
    }
  });
});

/** As GitHub's parser counts: a backslash takes the next character with it. */
function countCells(row: string): number {
  return row.replace(/\\./g, '').split('|').length - 2;
}
