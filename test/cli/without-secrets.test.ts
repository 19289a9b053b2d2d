import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDeadwait } from './run-deadwait.ts';

const CASE = 'test/cases/undeletable-20.10.24.tar.gz';
const SECRET = 'hunter2-not-real';
const scratch = mkdtempSync(join(tmpdir(), 'deadwait-secrets-'));
const planted = join(scratch, 'case');
afterAll(() => rmSync(scratch, { recursive: true }));

/** The case with a secret in what reports quote: command lines, logs, mounts, versions. */
beforeAll(() => {
  mkdirSync(planted);
  execFileSync('tar', ['xzf', CASE, '-C', planted]);
  const edit = (name: string, change: (text: string) => string): void => {
    const path = join(planted, name);
    const before = readFileSync(path, 'latin1');
    const after = change(before);
    expect([name, after === before]).toEqual([name, false]);
    writeFileSync(path, after, 'latin1');
  };
  edit('tasks/ps-eLo.txt', (text) =>
    text.replaceAll(/$/gm, ` --password=${SECRET}`).replace(` --password=${SECRET}`, ''),
  );
  edit('logs/dockerd.log', (text) => text.replaceAll(/$/gm, ` Authorization: Bearer ${SECRET}${SECRET}`));
});

const COMMANDS = [
  ['diagnose'],
  ['diagnose', '--output', 'json'],
  ['diagnose', '--output', 'markdown'],
  ['diagnose', '--output', 'html'],
  ['diagnose', '--output', 'report'],
  ['tasks', '--output', 'json'],
  ['tasks'],
  ['logs', '--output', 'json'],
  ['logs'],
  ['sockets', '--output', 'json'],
  ['events', '--output', 'json'],
  ['release', '--output', 'json'],
  ['release'],
];

describe('what a host says', () => {
  it.each(COMMANDS)('is shown without secrets by %s %s %s', async (...argv) => {
    const { stdout, stderr } = await runDeadwait([...argv, '--case', planted]);
    expect(stdout.length).toBeGreaterThan(0);
    expect([stdout.includes(SECRET), stderr.includes(SECRET)]).toEqual([false, false]);
  });

  it('is shown as it is with --no-redact', async () => {
    const { stdout } = await runDeadwait(['logs', '--output', 'json', '--no-redact', '--case', planted]);
    expect(stdout).toContain(SECRET);
  });

  it('leads to the same conclusions', async () => {
    const shown = async (...more: string[]): Promise<unknown> => {
      const { stdout } = await runDeadwait(['--output', 'json', '--case', planted, ...more]);
      const diagnosis = JSON.parse(stdout) as {
        verdict: string;
        findings: { cause: string; counts: unknown }[];
      };
      return [diagnosis.verdict, diagnosis.findings.map(({ cause, counts }) => [cause, counts])];
    };
    expect(await shown()).toEqual(await shown('--no-redact'));
  });

  it('is shown without secrets by compare', async () => {
    const { stdout } = await runDeadwait(['compare', planted, planted, '--output', 'report']);
    expect(stdout.length).toBeGreaterThan(1000);
    expect(stdout).not.toContain(SECRET);
  });
});
