import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const scratch = mkdtempSync(join(tmpdir(), 'deadwait-lint-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** What the project's own lint says of a file with this regular expression. */
function lint(regex: string): { readonly status: number | null; readonly says: string } {
  const file = join(scratch, 'sample.ts');
  writeFileSync(file, `export const EXPRESSION = ${regex};\n`);
  const { status, stdout } = spawnSync('node_modules/.bin/oxlint', ['-c', '.oxlintrc.json', file], {
    encoding: 'utf8',
  });
  return { status, says: stdout };
}

describe('the lint rejects a regular expression', () => {
  test.each([
    ['that looks for an end from every place', '/,+$/', 'no-super-linear-move'],
    ['that looks for an end from every place, among others', '/^`+|[`,]+$/g', 'no-super-linear-move'],
    ['with nested quantifiers', '/^(?:a+)+$/', 'no-super-linear-backtracking'],
    ['with neighbours that take the same characters', '/^\\d+\\d*x/', 'no-super-linear-backtracking'],
  ])('%s: %s', (_, regex, rule) => {
    const { status, says } = lint(regex);
    expect(says).toContain(rule);
    expect(status).not.toBe(0);
  });

  test('and none that is linear', () => {
    expect(lint('/^(?:\\d{1,3}[.):])? +[a-z]{1,40}$/')).toMatchObject({ status: 0 });
  });
});
