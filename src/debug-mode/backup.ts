/**
 * What is kept of a configuration file before it is changed: one JSON file for each, with the old bytes and the digests of all that
 * deadwait may write. It is on the disk before the first change and goes after the last, so whatever a crash leaves is known.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { withDeadline } from '../system/deadline.ts';
import { HostError } from '../system/host-error.ts';
import { errorCode, hostError } from '../system/system-error.ts';
import { removeFile, replaceFile } from '../live/replace-file.ts';
import { readWholeFile } from '../live/whole-file.ts';

export const DEBUG_FOLDER = '/var/lib/deadwait/debug';

const DEADLINE_MS = 5_000;
/** The folder is deadwait's own: links of root on the way to it are followed. */
const OURS = { rule: 'known' } as const;
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const schema = z.object({
  schema: z.literal('deadwait/debug-backup/v1'),
  /** Without links; the name of the backup is made of it. */
  file: z.string(),
  takenAt: z.iso.datetime(),
  /** Absent when there was no file. */
  before: z
    .object({
      base64: z.base64(),
      mode: z.int().min(0).max(0o7777),
      uid: z.int().min(0),
      gid: z.int().min(0),
      digest,
    })
    .optional(),
  /** Of the file with debug mode on, and with it off. */
  on: digest,
  off: digest,
});

export type Backup = z.infer<typeof schema>;

/** SHA-256 in hexadecimal digits. */
export function digestOfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes that were there before; undefined when there was no file. */
export function bytesBefore({ before }: Backup): Uint8Array | undefined {
  return before === undefined ? undefined : Buffer.from(before.base64, 'base64');
}

/** The backup of a configuration file; undefined without one. HostError when it is there but cannot be used. */
export async function readBackup(folder: string, file: string): Promise<Backup | undefined> {
  const path = backupPath(folder, file);
  const backup = await readBackupFile(path);
  if (backup !== undefined && backup.file !== file) throw damaged(path);
  return backup;
}

/** Every backup that there is, by the name of its file. HostError when one of them cannot be used. */
export async function listBackups(folder: string): Promise<readonly Backup[]> {
  const names = await withDeadline(readdir(folder), DEADLINE_MS, folder, folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw hostError(folder, error);
  });
  const files = names.filter((name) => /^[0-9a-f]{16}\.json$/.test(name)).map((name) => join(folder, name));
  const backups = await Promise.all(files.map(readBackupFile));
  return backups.filter((backup) => backup !== undefined).sort((a, b) => (a.file < b.file ? -1 : 1));
}

async function readBackupFile(path: string): Promise<Backup | undefined> {
  const { bytes } = await readWholeFile(path, '', 'known');
  if (bytes === undefined) return undefined;
  let backup: Backup;
  try {
    backup = schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw damaged(path, cause);
  }
  const before = bytesBefore(backup);
  if (before !== undefined && digestOfBytes(before) !== backup.before?.digest) throw damaged(path);
  return backup;
}

function damaged(path: string, cause?: unknown): HostError {
  return new HostError(path, 'malformed', `the backup ${path} is damaged`, { cause });
}

/** Keeps a backup; resolves when it is on the disk. Rejects with HostError. */
export async function keepBackup(folder: string, backup: Backup): Promise<void> {
  const made = mkdir(folder, { recursive: true, mode: 0o700 });
  await withDeadline(made, DEADLINE_MS, folder, folder).catch((error: unknown) => {
    throw hostError(folder, error);
  });
  const bytes = Buffer.from(`${JSON.stringify(backup, undefined, 2)}\n`);
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  await replaceFile(backupPath(folder, backup.file), bytes, { mode: 0o600, uid, gid }, OURS);
}

/** Removes the backup of a configuration file. Rejects with HostError. */
export async function forgetBackup(folder: string, file: string): Promise<void> {
  await removeFile(backupPath(folder, file), OURS);
}

function backupPath(folder: string, file: string): string {
  return join(folder, `${createHash('sha256').update(file).digest('hex').slice(0, 16)}.json`);
}
