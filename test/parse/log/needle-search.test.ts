import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NeedleSearch } from '../../../src/parse/log/needle-search.ts';

describe('NeedleSearch', () => {
  it('finds the first needle, and of those at one place the longest', () => {
    const search = new NeedleSearch(['Container ', 'Container failed', 'Stop ']);
    const bytes = Buffer.from('x Container failed, Stop it');
    expect([search.find(bytes, 0, bytes.length), search.foundLength]).toEqual([2, 16]);
    expect([search.find(bytes, 3, bytes.length), search.foundLength]).toEqual([20, 5]);
    expect(search.find(bytes, 21, bytes.length)).toBe(-1);
  });

  it('finds only what lies wholly in the range', () => {
    const search = new NeedleSearch(['needle']);
    const bytes = Buffer.from('a needle');
    expect(search.find(bytes, 0, bytes.length)).toBe(2);
    expect(search.find(bytes, 0, bytes.length - 1)).toBe(-1);
    expect(search.find(bytes, 0, 0)).toBe(-1);
  });

  it('finds what a plain search finds', () => {
    const letters = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength, maxLength });
    fc.assert(
      fc.property(
        fc.array(letters(3, 6), { minLength: 1, maxLength: 5 }),
        letters(0, 80),
        (needles, text) => {
          const positions = needles.map((needle) => text.indexOf(needle)).filter((at) => at >= 0);
          const search = new NeedleSearch(needles);
          const at = search.find(Buffer.from(text), 0, text.length);
          expect(at).toBe(positions.length === 0 ? -1 : Math.min(...positions));
          if (at >= 0) expect(needles).toContain(text.slice(at, at + search.foundLength));
        },
      ),
    );
  });
});
