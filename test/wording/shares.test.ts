import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatShares, splitPercent } from '../../src/wording/shares.ts';

const sum = (parts: readonly number[]): number => parts.reduce((total, part) => total + part, 0);

describe('the parts of a whole', () => {
  it('add up to 100 percent, each at most one away from its share', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 40), { minLength: 1, maxLength: 40 }), (parts) => {
        fc.pre(sum(parts) > 0);
        const percents = splitPercent(parts);
        expect(sum(percents)).toBe(100);
        percents.forEach((percent, index) =>
          expect(Math.abs(percent - ((parts[index] ?? 0) / sum(parts)) * 100)).toBeLessThan(1),
        );
      }),
    );
  });

  it('leave to the rest what they do not have of the whole', () => {
    expect(splitPercent([1, 1], 3)).toEqual([34, 33]);
    expect(splitPercent([25, 25], 100)).toEqual([25, 25]);
  });

  it('are of their sum where they are more than the whole', () => {
    expect(splitPercent([60, 60], 100)).toEqual([50, 50]);
  });

  it('are told although they get none of the hundred', () => {
    expect(formatShares([1, 9999, 0])).toEqual(['<1%', '100%', '0%']);
  });

  it('of nothing are nothing', () => {
    expect(splitPercent([0, 0])).toEqual([0, 0]);
  });
});
