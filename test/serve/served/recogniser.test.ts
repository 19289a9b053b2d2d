import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { streamOf } from '../../../src/system/chunks.ts';
import { DropError, DroppedFiles } from '../../../src/serve/served/dropped-files.ts';
import { Recogniser } from '../../../src/serve/served/recogniser.ts';

const scratch = mkdtempSync(join(tmpdir(), 'deadwait-recogniser-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const LIMITS = { memoryBytes: 256 << 20, outputBytes: 64 };

/** A list of dropped files whose recogniser is this program. */
function droppedWith(
  source: string,
  deadlineMs = 1500,
): {
  readonly dropped: DroppedFiles;
  readonly recogniser: Recogniser;
  readonly root: string;
} {
  const program = join(mkdtempSync(join(scratch, 'program-')), 'program.mjs');
  writeFileSync(program, source);
  const root = mkdtempSync(join(scratch, 'files-'));
  const recogniser = new Recogniser({ program, limits: { ...LIMITS, deadlineMs } });
  const limits = { fileBytes: 1 << 20, allBytes: 1 << 20, files: 1 };
  return { dropped: new DroppedFiles(root, limits, recogniser), recogniser, root };
}

const file = () => streamOf([Buffer.from(','.repeat(1000))]);

describe('a recogniser that does not come to an end', () => {
  test('is killed while others are answered, and the file is refused with a reason', async () => {
    const { dropped, root } = droppedWith('for (;;);');
    let ticks = 0;
    const timer = setInterval(() => ticks++, 50);
    const refused: unknown = await dropped.add('x', file()).catch((error: unknown) => error);
    clearInterval(timer);
    expect(refused).toBeInstanceOf(DropError);
    expect(refused).toMatchObject({
      why: 'unrecognisable',
      message: 'It took too long to find out what the file is.',
    });
    expect(ticks).toBeGreaterThan(5);
    expect(readdirSync(root)).toEqual([]);
    expect(dropped.list()).toEqual([]);
  });

  test('leaves room for the next file', async () => {
    const { dropped, recogniser } = droppedWith(
      "import { existsSync, writeFileSync } from 'node:fs'; if (existsSync('../seen')) process.stdout.write('profile'); else { writeFileSync('../seen', ''); for (;;); }",
    );
    await expect(dropped.add('x', file())).rejects.toBeInstanceOf(DropError);
    expect(await dropped.add('y', file())).toMatchObject({ name: 'y', kind: 'profile' });
    recogniser.close();
  });
});

test.each([
  ['is killed by somebody', "process.kill(process.pid, 'SIGKILL');", /SIGKILL/],
  ['fails', "throw new TypeError('broken');", /TypeError: broken/],
  ['eats memory', 'const kept = []; for (;;) kept.push(Buffer.alloc(1 << 20, 1));', /too much memory|memory/],
])('a recogniser that %s refuses the file with a reason', async (_, source, says) => {
  const { dropped, root } = droppedWith(source, 60_000);
  const refused: unknown = await dropped.add('x', file()).catch((error: unknown) => error);
  expect(refused).toMatchObject({ why: 'unrecognisable', message: expect.stringMatching(says) as string });
  expect(readdirSync(root)).toEqual([]);
});
