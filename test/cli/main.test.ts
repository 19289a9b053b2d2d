import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { diagnosisSchema } from '../../src/report/diagnosis/diagnosis-schema.ts';
import { reportSchema } from '../../src/report/page/report-schema.ts';
import { runDeadwait } from './run-deadwait.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLE = join(ROOT, 'examples/kill-wait-18.09.2.tar.gz');
const HEALTHY = join(ROOT, 'test/cases/healthy-18.09.2.tar.gz');
const scratch = mkdtempSync(join(tmpdir(), 'deadwait-main-'));
afterAll(() => rmSync(scratch, { recursive: true }));

describe('deadwait', () => {
  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await runDeadwait(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('lists its commands, and explains each', async () => {
    const { stdout, status } = await runDeadwait(['--help']);
    expect(status).toBe(0);
    for (const { name } of COMMANDS) {
      expect(stdout).toContain(name);
      const explained = await runDeadwait([name, '--help']);
      expect(explained.stdout).toContain(`Usage: deadwait ${name}`);
      expect(explained.status).toBe(0);
      expect(await runDeadwait(['help', name])).toEqual(explained);
    }
  });

  it('ends with 1 when there are findings, and with 0 when there are none', async () => {
    expect((await runDeadwait(['diagnose', '--case', EXAMPLE])).status).toBe(1);
    const { status, stdout, stderr } = await runDeadwait(['diagnose', '--case', HEALTHY]);
    expect(stdout).toMatch(/^HEALTHY {2}/);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('diagnoses when no command is given', async () => {
    expect(await runDeadwait(['--case', HEALTHY])).toEqual(
      await runDeadwait(['diagnose', '--case', HEALTHY]),
    );
  });

  it('prints JSON by its contract, the same bytes every time', async () => {
    const [once, twice] = [
      await runDeadwait(['--case', EXAMPLE, '--output', 'json']),
      await runDeadwait(['--case', EXAMPLE, '--output', 'json']),
    ];
    expect(once.stdout).toBe(twice.stdout);
    expect(diagnosisSchema.parse(JSON.parse(once.stdout)).verdict).toBe('leak');
  });

  it('writes the report to a file when asked to', async () => {
    const out = join(scratch, 'report.md');
    const { stdout } = await runDeadwait(['--case', EXAMPLE, '--output', 'markdown', '--out', out]);
    expect(stdout).toBe('');
    expect(readFileSync(out, 'utf8')).toMatch(/^# LEAK: 1500 stop requests to dockerd 18\.09\.2 /);
  });

  it('writes one page that carries its data', async () => {
    const out = join(scratch, 'report.html');
    expect(await runDeadwait(['--case', EXAMPLE, '--output', 'html', '-o', out])).toMatchObject({
      status: 1,
      stdout: '',
    });
    const html = readFileSync(out, 'utf8');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html.length).toBeLessThan(1_500_000);
    const data: unknown = JSON.parse(/id="data">(.*)<\/script>/.exec(html)?.[1] ?? '');
    expect(reportSchema.parse(data).diagnosis.verdict).toBe('leak');
  });

  it('prints the data of that page, the same bytes every time', async () => {
    const [once, twice] = [
      await runDeadwait(['--case', EXAMPLE, '--output', 'report']),
      await runDeadwait(['--case', EXAMPLE, '--output', 'report']),
    ];
    expect(once.stdout).toBe(twice.stdout);
    expect(reportSchema.parse(JSON.parse(once.stdout)).diagnosis.verdict).toBe('leak');
    expect(once.status).toBe(1);
  });

  it('uses colour and width of a terminal, and neither when it is told not to', async () => {
    const terminal = { columns: 132 };
    const colored = await runDeadwait(['--case', EXAMPLE], { terminal });
    expect(colored.stdout).toContain('\x1b[');
    for (const [argv, environment] of [
      [['--no-color'], {}],
      [[], { NO_COLOR: '1' }],
      [[], { TERM: 'dumb' }],
    ] as const)
      expect(
        (await runDeadwait(['--case', EXAMPLE, ...argv], { terminal, environment })).stdout,
      ).not.toContain('\x1b');
    for (const [argv, environment] of [
      [['--color'], { NO_COLOR: '1' }],
      [[], { FORCE_COLOR: '1' }],
    ] as const)
      expect((await runDeadwait(['--case', EXAMPLE, ...argv], { environment })).stdout).toContain('\x1b[');
  });

  it('prints ASCII where the locale has no UTF-8', async () => {
    const { stdout } = await runDeadwait(['--case', EXAMPLE], { environment: { LANG: 'C' } });
    expect(stdout).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('says each step on standard error when asked to', async () => {
    const { stderr } = await runDeadwait(['--case', HEALTHY, '--progress']);
    expect(stderr.split('\n').length).toBeGreaterThan(4);
  });

  it('explains the causes that it knows', async () => {
    const { stdout } = await runDeadwait(['causes']);
    expect(stdout).toContain('dockerd-kill-unbounded-wait');
    expect((await runDeadwait(['causes', 'dockerd-kill-unbounded-wait'])).stdout).toContain('20.10.10');
    const json = JSON.parse((await runDeadwait(['causes', '--output', 'json'])).stdout) as {
      causes: unknown[];
    };
    expect(json.causes.length).toBeGreaterThan(3);
  });
});
