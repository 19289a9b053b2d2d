import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { appendAudit, type AuditEntry } from '../../src/remedies/audit.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'deadwait-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const entry: AuditEntry = { at: '2026-11-24T02:08:59.000Z', command: 'release', phase: 'before' };

test('an entry is one line of JSON, whatever stands in it, and only root may read it', async () => {
  const file = join(folder(), 'a', 'b', 'audit.log');
  await appendAudit(file, { ...entry, says: 'one\ntwo \u2028 "three"' });
  await appendAudit(file, { ...entry, phase: 'after' });
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines.slice(0, 2).map((line) => (JSON.parse(line) as AuditEntry).phase)).toEqual([
    'before',
    'after',
  ]);
  expect(lines).toHaveLength(3);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
});

test('an audit log that others could read is closed to them', async () => {
  const file = join(folder(), 'audit.log');
  writeFileSync(file, '{}\n', { mode: 0o644 });
  await appendAudit(file, entry);
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('an audit log is never written through a link', async () => {
  const [path, elsewhere] = [folder(), folder()];
  symlinkSync(join(elsewhere, 'target'), join(path, 'audit.log'));
  await expect(appendAudit(join(path, 'audit.log'), entry)).rejects.toMatchObject({ name: 'HostError' });
});

test('an audit log that cannot be written is a HostError', async () => {
  await expect(appendAudit('/proc/no/audit.log', entry)).rejects.toMatchObject({ name: 'HostError' });
});
