import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The program as it is installed; npm test has built it. */
const BIN = fileURLToPath(new URL('../../bin/deadwait.js', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../examples/kill-wait-18.09.2.tar.gz', import.meta.url));
const BUILT = existsSync(fileURLToPath(new URL('../../dist/.built', import.meta.url)));

describe.skipIf(!BUILT)('the program', () => {
  it('runs', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, '--version'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('ends quietly, with its own status, when nobody reads what it prints', async () => {
    const child = spawn(process.execPath, [BIN, 'logs', '--case', EXAMPLE, '--output', 'json']);
    child.stdout.destroy();
    const { status, stderr } = await ended(child);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('ends with 130 when it is interrupted', async () => {
    const child = spawn(process.execPath, [BIN, 'goroutines', '-', '--progress']);
    child.stdin.write('goroutine 1 [running]:\n');
    setTimeout(() => child.kill('SIGINT'), 1000);
    expect((await ended(child)).status).toBe(130);
  });
});

function ended(child: ReturnType<typeof spawn>): Promise<{ status: number | null; stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stderr })));
}
