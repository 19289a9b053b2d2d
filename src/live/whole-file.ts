import { HostError } from '../system/host-error.ts';
import { findForeignFile } from './paths/foreign-paths.ts';
import type { PathRule } from './paths/path-rules.ts';
import type { FileOwner } from './replace-file.ts';

const DEADLINE_MS = 2_000;
const MAX_BYTES = 1024 * 1024;

/** A plain file as it lies there, links resolved. */
export interface WholeFile extends FileOwner {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Numbers of stat(2): which file it is, whatever its name. */
  readonly device: number;
  readonly inode: number;
}

/** The place for a file where there is none. */
export interface EmptyPlace {
  readonly file: string;
  readonly bytes?: undefined;
  /** The folder in which it would lie is there. */
  readonly hasFolder: boolean;
}

/** What a path leads to. `file` has no links in it any more. */
export type FileOrPlace = WholeFile | EmptyPlace;

/**
 * The plain file at `path` below `base`, which is empty or the root folder of another process, by the rules for foreign paths: `named`
 * when another process named it, `known` for a constant of deadwait. HostError (`unsupported`) for what is no plain file or has a second
 * name, and for all that cannot be read, within 2 s.
 */
export async function readWholeFile(path: string, base = '', rule: PathRule = 'named'): Promise<FileOrPlace> {
  const place = { root: base === '' ? '/' : base, path, rule };
  const { file, hasFolder, found } = await findForeignFile(place, {
    maxBytes: MAX_BYTES,
    deadlineMs: DEADLINE_MS,
  });
  if (found === undefined) return { file: base + file, hasFolder };
  const { bytes, mode, uid, gid, nlink, device, inode } = found;
  if (nlink > 1)
    throw new HostError(path, 'unsupported', `${path} has another name too (hard links: ${nlink})`);
  return { file: base + file, bytes, mode, uid, gid, device: Number(device), inode: Number(inode) };
}
