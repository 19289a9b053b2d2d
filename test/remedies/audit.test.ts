import { readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appendAudit } from '../../src/remedies/audit.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';

const folder = temporaryFolder();

test('each action is one line of JSON with its time and its user', async () => {
  const file = join(folder, 'state', 'audit.log');
  await appendAudit({ action: 'debug-on', target: '/etc/docker/daemon.json', result: 'done' }, file);
  await appendAudit({ action: 'debug-off', target: 'a\nb', result: 'failed: no\nreason' }, file);
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines).toHaveLength(3);
  expect(lines.slice(0, 2).map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown,
      action: 'debug-on',
      target: '/etc/docker/daemon.json',
      result: 'done',
      user: process.getuid?.(),
    },
    expect.objectContaining({ action: 'debug-off', target: 'a\nb', result: 'failed: no\nreason' }),
  ]);
});

test('nobody but its owner can read the log, and a link in its place is not followed', async () => {
  const file = join(folder, 'private.log');
  const entry = { action: 'a', target: 't', result: 'done' };
  await appendAudit(entry, file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  symlinkSync(file, join(folder, 'link.log'));
  await expect(appendAudit(entry, join(folder, 'link.log'))).rejects.toThrow('ELOOP');
});

test('lines that are written at once do not mix', async () => {
  const file = join(folder, 'many.log');
  const target = 'x'.repeat(5_000);
  await Promise.all(
    Array.from({ length: 40 }, (_, n) => appendAudit({ action: `a${n}`, target, result: 'done' }, file)),
  );
  const actions = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { action: string }).action);
  expect(actions.sort()).toEqual(Array.from({ length: 40 }, (_, n) => `a${n}`).sort());
});
