import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockFile, readLockHolder } from '../../src/system/file-lock.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';

const folder = temporaryFolder();

test('one has the lock, and the next when that one has given it up', async () => {
  const file = join(folder, 'one', 'lock');
  const unlock = await lockFile(file);
  expect(unlock).toBeDefined();
  expect(await lockFile(file)).toBeUndefined();
  expect(await readLockHolder(file)).toBe(process.pid);
  await unlock?.();
  const again = await lockFile(file);
  expect(again).toBeDefined();
  await again?.();
});

test('the lock of a process that was killed is free', async () => {
  const file = join(folder, 'killed');
  // flock(1) gives its lock to no child (-o), so that it goes with it alone.
  const child = spawn('flock', ['-o', file, 'sh', '-c', 'echo locked; cat']);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  expect(await lockFile(file)).toBeUndefined();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  child.stdin.end();
  await ended;
  const unlock = await lockFile(file);
  expect(unlock).toBeDefined();
  await unlock?.();
});

test('a link is not locked, nor what it leads to', async () => {
  const { symlinkSync } = await import('node:fs');
  symlinkSync('/dev/null', join(folder, 'link'));
  await expect(lockFile(join(folder, 'link'))).rejects.toMatchObject({ name: 'HostError' });
});
