import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineBlocks } from '../../../src/parse/log/line-blocks.ts';

function blocksOf(chunks: readonly string[], maxLineBytes: number): string[] {
  const lines = new LineBlocks(maxLineBytes);
  const blocks = chunks.flatMap((chunk) => [...lines.push(Buffer.from(chunk))].map(String));
  return [...blocks, ...[...lines.end()].map(String)];
}

describe('LineBlocks', () => {
  it('gives whole lines, whatever the chunks', () => {
    const chunk = fc.string({ unit: fc.constantFrom('a', 'b', '\n') });
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        const blocks = blocksOf(chunks, 1000);
        expect(blocks.join('')).toBe(chunks.join(''));
        for (const block of blocks.slice(0, -1)) expect(block.endsWith('\n')).toBe(true);
      }),
    );
  });

  it('keeps no more than the beginning of a long line that runs over many chunks', () => {
    const chunks = ['start\n0123', ...Array.from({ length: 1000 }, () => 'x'.repeat(100)), 'end\nnext\n'];
    expect(blocksOf(chunks, 8)).toEqual(['start\n', '0123xxxx\n', 'next\n']);
  });

  it('gives a last line without a line feed, also when it is empty of what can be kept', () => {
    expect(blocksOf(['a\nb', 'c'], 8)).toEqual(['a\n', 'bc']);
    expect(blocksOf(['a\n', ''], 8)).toEqual(['a\n']);
  });
});
