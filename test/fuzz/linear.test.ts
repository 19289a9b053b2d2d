import { expect, test } from 'vitest';
import { targets } from './targets.ts';

/** Hostile repetitions. */
const PIECES = [
  ',',
  ' ',
  '7',
  '(',
  '@',
  '\t',
  '\n',
  '[',
  '{"a":',
  '"',
  '\\',
  'goroutine ',
  'goroutine 1 [',
  '0x',
  'a=',
  ' - ',
];
const FEW = 64 * 1024;
const MANY = 256 * 1024;
/** Four times the bytes may take six times the time; and so much that a measurement says nothing. */
const MOST_RATIO = 6;
const NOISE_MS = 150;

async function cpuMs(run: (bytes: Uint8Array) => unknown, bytes: Uint8Array): Promise<number> {
  const before = process.cpuUsage();
  try {
    await run(bytes);
  } catch {
    // That it is refused is what the other tests are about.
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test.each(targets.map(({ name, run }) => [name, run] as const))(
  '%s takes time in proportion to hostile repetition',
  async (_, run) => {
    const slow: string[] = [];
    for (const piece of PIECES) {
      const few = await cpuMs(run, Buffer.alloc(FEW, piece));
      const many = await cpuMs(run, Buffer.alloc(MANY, piece));
      if (many > NOISE_MS + MOST_RATIO * few) slow.push(`${JSON.stringify(piece)}: ${few} ms → ${many} ms`);
    }
    expect(slow).toEqual([]);
  },
);
