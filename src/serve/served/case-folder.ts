/**
 * What lies in a folder that somebody has named: cases and profiles. Looked at anew each time; of each file only the beginning is
 * read, and once. Links are not followed, and what is neither a file nor a folder is not opened.
 */
import { constants } from 'node:fs';
import { access, lstat, open, opendir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Stats } from 'node:fs';
import { HEAD_BYTES, recogniseHead, type FileKind } from '../../parse/head/file-head.ts';
import { withDeadline } from '../../system/deadline.ts';
import { HostError } from '../../system/host-error.ts';
import { CASE_MARKERS } from '../../host/recorded/case-store.ts';
import { hostError } from '../../system/system-error.ts';
import type { ListedFile } from './listed-file.ts';

export interface FolderListing {
  readonly files: readonly ListedFile[];
  /** There are more entries than are looked at. */
  readonly cutOff: boolean;
}

const MOST_ENTRIES = 2_000;
const DEADLINE_MS = 10_000;
const AT_ONCE = 16;

export class CaseFolder {
  readonly path: string;
  /** What a file was recognised as, by name; holds for the version beside it. */
  #known = new Map<string, { readonly version: string; readonly kind: FileKind | undefined }>();
  #listing: Promise<FolderListing> | undefined;
  /** The look that is under way has not come back in time. */
  #late: HostError | undefined;

  /** The one name in it that counts; all when absent. */
  readonly #only: string | undefined;

  /** `path` is absolute. */
  private constructor(path: string, only?: string) {
    this.path = path;
    this.#only = only;
  }

  /** A folder of cases; or one case, packed or not, alone. HostError when there is nothing, or when it may not be read. */
  static async open(named: string): Promise<CaseFolder> {
    try {
      const path = await withDeadline(realpath(named), DEADLINE_MS, named, named);
      const found = await lstat(path);
      if (!found.isDirectory() && !found.isFile())
        throw new HostError(named, 'unsupported', `${named} is neither a folder nor a file`);
      await access(path, found.isFile() ? constants.R_OK : constants.R_OK | constants.X_OK);
      const isAlone = found.isFile() || (await recogniseFolder(path)) !== undefined;
      return isAlone ? new CaseFolder(dirname(path), basename(path)) : new CaseFolder(path);
    } catch (error) {
      throw hostError(named, error);
    }
  }

  /** HostError when it cannot be read in time. A look that hangs is never begun twice, and waited for once. */
  async list(): Promise<FolderListing> {
    this.#listing ??= this.#look().finally(() => {
      this.#listing = undefined;
      this.#late = undefined;
    });
    if (this.#late !== undefined) throw this.#late;
    try {
      return await withDeadline(this.#listing, DEADLINE_MS, this.path, this.path);
    } catch (error) {
      if (error instanceof HostError && error.reason === 'timeout') this.#late = error;
      throw error;
    }
  }

  async #look(): Promise<FolderListing> {
    const { names, cutOff } =
      this.#only === undefined ? await this.#names() : { names: [this.#only], cutOff: false };
    const files: ListedFile[] = [];
    const before = this.#known;
    this.#known = new Map();
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const some = names.slice(at, at + AT_ONCE).map((name) => this.#lookAt(name, before.get(name)));
      files.push(...(await Promise.all(some)).flatMap((file) => file ?? []));
    }
    return { files, cutOff };
  }

  async #names(): Promise<{ readonly names: readonly string[]; readonly cutOff: boolean }> {
    const names: string[] = [];
    try {
      for await (const { name } of await opendir(this.path)) {
        if (name.startsWith('.')) continue;
        if (names.length === MOST_ENTRIES) return { names, cutOff: true };
        names.push(name);
      }
      return { names, cutOff: false };
    } catch (error) {
      throw hostError(this.path, error);
    }
  }

  /** Undefined for what is neither a case nor a profile, or may not be read. */
  async #lookAt(
    name: string,
    before: { readonly version: string; readonly kind: FileKind | undefined } | undefined,
  ): Promise<ListedFile | undefined> {
    const path = join(this.path, name);
    try {
      const found = await lstat(path);
      if (!found.isFile() && !found.isDirectory()) return undefined;
      const version = versionOf(found);
      const kind =
        before?.version === version
          ? before.kind
          : found.isFile()
            ? await recogniseFile(path)
            : await recogniseFolder(path);
      this.#known.set(name, { version, kind });
      if (kind === undefined) return undefined;
      return {
        kind,
        folder: this.path,
        name,
        modifiedAtMs: Math.floor(found.mtimeMs),
        ...(found.isFile() ? { sizeBytes: found.size } : {}),
        version,
      };
    } catch {
      return undefined;
    }
  }
}

/** Whether the file is still the one that was listed, and no link to another. */
export async function isStillThere({ folder, name, version }: ListedFile): Promise<boolean> {
  return lstat(join(folder, name)).then(
    (found) => (found.isFile() || found.isDirectory()) && versionOf(found) === version,
    () => false,
  );
}

/** Changes when the file does, or when another one takes its place. */
export function versionOf({ dev, ino, size, mtimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs].join(':');
}

/** What a file is by its beginning; undefined when it is nothing that can be examined. */
export async function recogniseFile(path: string, options = {}): Promise<FileKind | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return recogniseHead(head.subarray(0, bytesRead), options);
  } finally {
    await file.close();
  }
}

async function recogniseFolder(path: string): Promise<FileKind | undefined> {
  for (const marker of CASE_MARKERS)
    if (
      await lstat(join(path, marker)).then(
        () => true,
        () => false,
      )
    )
      return 'case';
  return undefined;
}
