import { spawnSync } from 'node:child_process';

export interface ShellResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script in bash; with `-n` it is only parsed. */
export function runShell(script: string, ...options: readonly string[]): ShellResult {
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', ...options], {
    input: script,
    encoding: 'utf8',
    timeout: 30_000,
    env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', HOME: '/nonexistent' },
  });
  return { status, stdout, stderr };
}
