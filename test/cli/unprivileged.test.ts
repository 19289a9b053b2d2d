import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/model/diagnosis.ts';

/** The user `nobody` on Debian and its like; a process of root can become it, any other already is unprivileged. */
const NOBODY = 65_534;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

/** A copy of the program that everybody may read, whoever owns the work tree. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deadwait-unprivileged-'));
  await chmod(folder, 0o755);
  for (const part of ['bin', 'dist', 'package.json'])
    await cp(join(ROOT, part), join(folder, part), { recursive: true });
  for (const name of packagesOf(ROOT, new Set()))
    await cp(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), {
      recursive: true,
      dereference: true,
    });
});

/** The packages that the program needs when it runs, and theirs; those for other platforms are not installed. */
function packagesOf(path: string, found: Set<string>): ReadonlySet<string> {
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(path, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, string> | undefined>;
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const at = join(ROOT, 'node_modules', name);
    if (!found.has(name) && existsSync(at)) packagesOf(at, found.add(name));
  }
  return found;
}
afterAll(() => rm(folder, { recursive: true }));

function runUnprivileged(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  return spawnSync(process.execPath, [join(folder, 'bin/deadwait.js'), ...args], {
    encoding: 'utf8',
    cwd: folder,
    ...identity,
  });
}

describe('a user who may not read the processes of others', () => {
  it('gets the rest of the diagnosis, and is told what was denied', () => {
    const { status, stdout, stderr } = runUnprivileged('diagnose', '--output', 'json');
    expect(stderr).toBe('');
    expect([1, 3]).toContain(status);
    const diagnosis = JSON.parse(stdout) as Diagnosis;
    expect(diagnosis.host.kernel).toBeDefined();
    expect(diagnosis.gaps.some(({ reason }) => reason === 'denied')).toBe(true);
  });

  it('is told in one line that a case may not be read', async () => {
    const secret = join(folder, 'secret.tar.gz');
    await writeFile(secret, 'x', { mode: 0o600 });
    if (process.getuid?.() !== 0) await chmod(secret, 0);
    const { status, stderr } = runUnprivileged('diagnose', '--case', secret);
    expect(status).toBe(2);
    expect(stderr.split('\n')[0]).toMatch(/^deadwait: .*secret\.tar\.gz.*\[[a-z-]+\]$/);
  });
});
