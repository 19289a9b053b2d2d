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

/** What is not linear is slow each time; a collection of garbage that falls into one measurement is not. */
const ATTEMPTS = 3;

const isSlow = (few: number, many: number): boolean => many > NOISE_MS + MOST_RATIO * few;

async function measure(
  run: (bytes: Uint8Array) => unknown,
  piece: string,
): Promise<readonly [number, number]> {
  for (let attempt = 1; ; attempt++) {
    const few = await cpuMs(run, Buffer.alloc(FEW, piece));
    const many = await cpuMs(run, Buffer.alloc(MANY, piece));
    if (!isSlow(few, many) || attempt === ATTEMPTS) return [few, many];
  }
}

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
      const [few, many] = await measure(run, piece);
      if (isSlow(few, many)) slow.push(`${JSON.stringify(piece)}: ${few} ms → ${many} ms`);
    }
    expect(slow).toEqual([]);
  },
);
