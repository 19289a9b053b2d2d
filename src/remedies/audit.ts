// What deadwait has changed on this machine: one JSON object a line, never rewritten.
//
//     {"at":"2026-11-24T02:08:59.120Z","action":"debug-on","target":"/etc/docker/daemon.json","result":"done","user":0}
//     {"at":"2026-11-24T02:20:01.004Z","action":"debug-off","target":"/etc/docker/daemon.json","result":"failed: …","user":0}

import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { timeNow } from '../host/clock.ts';

/** Where the log lies unless the user names another file. */
export const AUDIT_FILE = '/var/lib/deadwait/audit.log';

export interface AuditEntry {
  /** What was done: `abort-fuse-connection`, `debug-on`. */
  readonly action: string;
  /** The object it was done to: a connection, a mount, a file. */
  readonly target: string;
  /** `done`, or `failed: ` and why. */
  readonly result: string;
}

/**
 * Adds one line, with the time and the user's number; it is on the disk when the promise resolves. File and folder are
 * made (modes 0600 and 0700) when they are not there. Rejects with the system's error.
 */
export async function appendAudit(entry: AuditEntry, file: string = AUDIT_FILE): Promise<void> {
  const { action, target, result } = entry;
  const line = JSON.stringify({ at: timeNow(), action, target, result, user: process.getuid?.() });
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
  const handle = await open(file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  try {
    await handle.write(`${line}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
