import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CollectOptions } from '../../src/collect/collector.ts';
import type { Host } from '../../src/host/host.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';

export const OPTIONS: CollectOptions = { fullDumpLimit: 50_000, argumentProbes: [] };

/** A recorded host with these files, path → content; gone when the test has ended. */
export async function caseOf(files: Readonly<Record<string, string>>): Promise<Host> {
  const folder = mkdtempSync(join(tmpdir(), 'deadwait-case-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries({ captured_at: '2026-11-24T02:09:00Z\n', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const host = await openRecordedHost(folder);
  onTestFinished(() => host.close());
  return host;
}
