import { open } from 'node:fs/promises';
import type { Gap } from '../../model/gap.ts';
import { casePath } from '../case-path.ts';
import { streamOf } from '../../system/chunks.ts';
import { withDeadline } from '../../system/deadline.ts';
import { HostError } from '../../system/host-error.ts';
import { hostError } from '../../system/system-error.ts';
import { ArchiveReader } from './archive-reader.ts';
import type { ArchiveFile, ArchiveLimits } from './archive-reader.ts';
import { CASE_MARKERS } from './case-store.ts';
import type { CaseStore } from './case-store.ts';
import { EntryNotes } from './entry-notes.ts';
import { KeptEntries } from './kept-entries.ts';
import { PathIndex } from './path-index.ts';

const MEBIBYTE = 1024 * 1024;

export interface ArchiveOptions extends ArchiveLimits {
  /** How much of the unpacked entries is kept in memory; the rest is unpacked again when it is asked for. */
  readonly keptBytes: number;
}

export const ARCHIVE_DEFAULTS: ArchiveOptions = {
  maxEntries: 100_000,
  maxUnpackedBytes: 8 * 1024 * MEBIBYTE,
  maxRatio: 150,
  keptBytes: 160 * MEBIBYTE,
};

/** A case in a tar, gzip'd or not. It is read once from start to end, and never unpacked to disk. */
export async function openArchiveStore(file: string, options: ArchiveOptions): Promise<CaseStore> {
  const archive = await recognise(file);
  const kept = new KeptEntries(options.keptBytes);
  const notes = new EntryNotes();
  const reader = new ArchiveReader(archive, options);
  const cutOff = await keepEntries(reader, kept, notes, options);
  const { earlyEnd } = reader;
  if (kept.size === 0) {
    const why = earlyEnd?.detail ?? 'it is empty';
    throw new HostError(file, earlyEnd?.reason ?? 'absent', `${file} is no recorded case: ${why}`);
  }
  const index = new PathIndex(kept.paths());
  const prefix = casePrefix(file, index);
  const gaps: Gap[] = notes.gaps(file);
  if (earlyEnd !== undefined) {
    const at = cutOff === undefined ? '' : `, in ${cutOff.slice(prefix.length)}`;
    gaps.push({ source: file, reason: earlyEnd.reason, detail: `${earlyEnd.detail}${at}` });
  }
  return {
    open: async (path) => {
      const entry = kept.get(prefix + path);
      if (entry === undefined) throw absent(path, index.list(prefix + path).length > 0);
      if (entry.chunks !== undefined) return streamOf(entry.chunks);
      return entryChunks(new ArchiveReader(archive, options), prefix + path, path);
    },
    list: async (folder) => index.list((prefix + folder).replace(/\/$/, '')),
    gaps: () => gaps,
    close: async () => {},
  };
}

function absent(path: string, isFolder: boolean): HostError {
  return isFolder
    ? new HostError(path, 'unsupported', `${path} is a folder, not a file`)
    : new HostError(path, 'absent', `${path} is not in the case`);
}

/** Keeps what fits; returns the path of the entry in which the archive ended early. */
async function keepEntries(
  reader: ArchiveReader,
  kept: KeptEntries,
  notes: EntryNotes,
  { maxEntries }: ArchiveOptions,
): Promise<string | undefined> {
  let count = 0;
  let current: string | undefined;
  try {
    for await (const entry of reader.entries()) {
      current = undefined;
      if (++count > maxEntries) {
        reader.earlyEnd = { reason: 'too-large', detail: `the archive has more than ${maxEntries} entries` };
        break;
      }
      const { name, type, bytes } = entry;
      const path = casePath(name);
      const why = refusal(
        type,
        path !== undefined || type === 'directory',
        path !== undefined && kept.get(path),
      );
      if (why !== undefined) notes.add(why, name);
      if (path === undefined || why !== undefined || type === 'directory') continue;
      current = path;
      const keeping = kept.begin(path, bytes);
      for await (const chunk of entry.chunks) kept.push(keeping, chunk);
    }
  } catch (error) {
    if (reader.earlyEnd === undefined) throw error;
    return current;
  }
  return undefined;
}

function refusal(type: string | null, inside: boolean, twice: unknown): string | undefined {
  if (!inside) return 'its path leads out of the case or is too long';
  if (type === 'directory') return undefined;
  if (type !== 'file' && type !== 'contiguous-file')
    return `it is a ${type ?? 'thing of unknown type'}, not a file`;
  return twice ? 'another entry has the same path' : undefined;
}

/** `''`, or `folder/` when the whole case lies in one folder of the archive. */
function casePrefix(file: string, index: PathIndex): string {
  const holdsCase = (prefix: string): boolean =>
    [...CASE_MARKERS, 'proc'].some((marker) => index.has(prefix + marker));
  if (holdsCase('')) return '';
  const [only, ...others] = index.list('');
  if (only !== undefined && others.length === 0 && holdsCase(`${only}/`)) return `${only}/`;
  throw new HostError(
    file,
    'absent',
    `${file} is no recorded case: it has none of captured_at, docker/, pprof/, logs/, sockets/, tasks/`,
  );
}

/** Unpacks the archive again, up to the entry that is wanted. */
async function* entryChunks(reader: ArchiveReader, wanted: string, path: string): AsyncGenerator<Uint8Array> {
  for await (const entry of reader.entries()) {
    if (entry.type === 'directory' || casePath(entry.name) !== wanted) continue;
    try {
      for await (const chunk of entry.chunks) yield chunk;
    } catch (error) {
      if (reader.earlyEnd === undefined) throw hostError(path, error);
    }
    return;
  }
  throw new HostError(path, 'malformed', `${path} was in the archive and is not any more`);
}

/** gzip (RFC 1952, 2.3.1) by its first bytes; anything else is taken for a plain tar, and xz and zstd are named. */
async function recognise(file: string): Promise<ArchiveFile> {
  const head = new Uint8Array(6);
  let bytes: number;
  try {
    const handle = await open(file, 'r');
    try {
      bytes = (await handle.stat()).size;
      await withDeadline(handle.read(head, 0, head.length), 10_000, file, file);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw hostError(file, error);
  }
  if (bytes === 0) throw new HostError(file, 'malformed', `${file} is empty`);
  const magic = Buffer.from(head).toString('hex');
  const other = OTHER_FORMATS.find(([start]) => magic.startsWith(start));
  if (other !== undefined) {
    throw new HostError(
      file,
      'unsupported',
      `${file} is ${other[1]}; deadwait reads .tar.gz, .tar and folders`,
    );
  }
  return { path: file, bytes, gzip: magic.startsWith('1f8b') };
}

const OTHER_FORMATS = [
  ['fd377a585a00', 'an xz archive'],
  ['28b52ffd', 'a zstd archive'],
  ['425a68', 'a bzip2 archive'],
  ['504b0304', 'a zip archive'],
] as const;
