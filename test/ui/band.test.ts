import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandPath, HALF, halfThickness } from '../../ui/story/band.ts';

describe('the band of the story', () => {
  it('is thicker where more piles up, and never leaves its box', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        expect(halfThickness(less)).toBeLessThanOrEqual(halfThickness(more));
        expect(halfThickness(more)).toBeLessThanOrEqual(HALF);
        expect(halfThickness(undefined)).toBeLessThanOrEqual(halfThickness(less));
      }),
    );
  });

  it('meets its neighbours at the same height', () => {
    const edge = (path: string): string | undefined => /100 [\d.]+/.exec(path)?.[0].slice(4);
    const start = (path: string): string | undefined => /^M0 ([\d.]+)/.exec(path)?.[1];
    expect(start(bandPath(10, 30, 20))).toBe(edge(bandPath(undefined, 10, 30)));
  });
});
