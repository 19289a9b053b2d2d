import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const scratch = mkdtempSync(join(tmpdir(), 'deadwait-goldens-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
writeFileSync(
  join(scratch, 'golden.test.ts'),
  `import { expect, test } from 'vitest';
test('is as reviewed', () => expect('text').toMatchFileSnapshot('goldens/new.txt'));
`,
);
symlinkSync(resolve('node_modules'), join(scratch, 'node_modules'));
const golden = join(scratch, 'goldens/new.txt');

function runTests(environment: Readonly<Record<string, string>>): {
  readonly status: number | null;
  readonly says: string;
} {
  const { CI: _, GITHUB_ACTIONS: __, ...rest } = process.env;
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const { status, stderr } = spawnSync(process.execPath, [vitest, 'run', '--root', scratch], {
    env: { ...rest, ...environment },
    encoding: 'utf8',
  });
  return { status, says: stderr };
}

test('a golden that is missing is a failure where CI is set, and is written elsewhere', () => {
  const inCi = runTests({ CI: '1' });
  expect(inCi.says).toContain('is as reviewed');
  expect(inCi.status).toBe(1);
  expect(existsSync(golden)).toBe(false);
  expect(runTests({}).status).toBe(0);
  expect(readFileSync(golden, 'utf8')).toBe('text');
});

test('the run on a clean clone sets CI before it runs the tests', () => {
  const script = readFileSync('.ci/run', 'utf8');
  const at = script.search(/^export CI=1$/m);
  expect(at).toBeGreaterThan(0);
  expect(at).toBeLessThan(script.indexOf('npm test'));
});
