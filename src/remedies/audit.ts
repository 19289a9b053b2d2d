/**
 * The audit log: one JSON object a line, readable by root alone, written before and after everything that changes a host. It is
 * opened anew for every entry, so that it can be rotated, and never through a link.
 */
import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { withDeadline } from '../system/deadline.ts';
import { hostError } from '../system/system-error.ts';

export const DEFAULT_AUDIT_FILE = '/var/lib/deadwait/audit.log';

/** What is done, and what came of it. `at` is ISO 8601 in UTC. */
export interface AuditEntry {
  readonly at: string;
  /** The command of deadwait. */
  readonly command: string;
  readonly phase: 'before' | 'after';
  readonly [key: string]: unknown;
}

const DEADLINE_MS = 5_000;

/** Appends one entry; resolves when it is on the disk. Rejects with HostError, within 5 s even where the disk hangs. */
export async function appendAudit(file: string, entry: AuditEntry): Promise<void> {
  try {
    await withDeadline(append(file, `${JSON.stringify(entry)}\n`), DEADLINE_MS, file, file);
  } catch (error) {
    throw hostError(file, error);
  }
}

async function append(file: string, line: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = constants;
  const handle = await open(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600);
  try {
    await handle.chmod(0o600);
    await handle.write(line);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
