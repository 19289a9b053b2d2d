import { describe, expect, test } from 'vitest';
import { fuzz, problemOf } from './fuzz.ts';
import { Chance, mutate } from './mutate.ts';
import { targets } from './targets.ts';

/** Of all formats together; `npm run fuzz -- 600` takes longer, with another seed. */
const SECONDS = 30;
const SEED = 20_261_124;

test.each(targets.map((target) => [target.name, target] as const))(
  '%s bears changed inputs',
  async (_, target) => {
    const { executions, failures } = await fuzz(target, { seconds: SECONDS / targets.length, seed: SEED });
    expect(failures).toEqual([]);
    expect(executions).toBeGreaterThan(0);
  },
);

describe('the fuzzer', () => {
  test('makes the same inputs of the same seed, and others of another', () => {
    const seeds = [Buffer.from('goroutine 1 [running]:\nmain.main()\n')];
    const inputs = (seed: number): string => {
      const chance = new Chance(seed);
      return Array.from({ length: 50 }, () => Buffer.from(mutate(seeds, chance)).toString('hex')).join();
    };
    expect(inputs(1)).toBe(inputs(1));
    expect(inputs(1)).not.toBe(inputs(2));
  });

  test('finds an error that is not the format’s own, and what is slow', async () => {
    const broken = { name: 'broken', seeds: async () => [Buffer.from('x')], errors: ['ParseError'] };
    const throws = () => {
      throw new TypeError('broken');
    };
    expect(await problemOf({ ...broken, run: throws }, Buffer.from('x'))).toContain('TypeError');
    const spins = () => {
      const before = process.cpuUsage().user;
      while (process.cpuUsage().user - before < 1_200_000);
    };
    expect(await problemOf({ ...broken, run: spins }, Buffer.from('x'))).toContain('slow');
  });
});
