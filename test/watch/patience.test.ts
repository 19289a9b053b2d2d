import { describe, expect, it } from 'vitest';
import { Patience } from '../../src/watch/patience.ts';

describe('patience', () => {
  it('waits twice as long after each miss, and not for ever', () => {
    const patience = new Patience(10_000);
    const rests = Array.from({ length: 12 }, () => {
      patience.missed('dockerd', 0);
      return patience.restOf('dockerd', 0) / 1000;
    });
    expect(rests.slice(0, 4)).toEqual([20, 40, 80, 160]);
    expect(rests.at(-1)).toBe(1800);
  });

  it('begins anew after an answer', () => {
    const patience = new Patience(10_000);
    patience.missed('dockerd', 0);
    patience.missed('dockerd', 0);
    patience.answered('dockerd');
    expect(patience.restOf('dockerd', 0)).toBe(0);
    patience.missed('dockerd', 0);
    expect(patience.restOf('dockerd', 5000)).toBe(15_000);
  });

  it('remembers a bounded number, however long it is used', () => {
    const patience = new Patience(10_000);
    for (let key = 0; key < 5000; key++) patience.missed(String(key), 0);
    expect(patience.restOf('0', 0)).toBe(0);
    expect(patience.restOf('4999', 0)).toBe(20_000);
  });
});
