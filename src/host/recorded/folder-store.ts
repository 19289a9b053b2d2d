import { constants } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Gap } from '../../model/gap.ts';
import { DEFAULT_DEADLINE_MS, withDeadline } from '../../system/deadline.ts';
import { HostError } from '../../system/host-error.ts';
import { errorCode, hostError } from '../../system/system-error.ts';
import { CASE_MARKERS } from './case-store.ts';
import type { CaseStore } from './case-store.ts';

const CHUNK_BYTES = 256 * 1024;

/** A case that lies unpacked in a folder. Nothing outside of it is opened, and nothing that is not a plain file. */
export async function openFolderStore(folder: string): Promise<CaseStore> {
  const root = await caseRoot(folder);
  return {
    open: async (path, deadlineMs) => {
      const file = await withDeadline(openBelow(root, path), deadlineMs, path, path);
      return fileChunks(file, path, deadlineMs);
    },
    openFile: async (path) => {
      const file = await withDeadline(openBelow(root, path), DEFAULT_DEADLINE_MS, path, path);
      const { size } = await file.stat();
      return { descriptor: file.fd, bytes: size, close: () => file.close() };
    },
    list: async (below) => {
      try {
        return (await readdir(await realPathBelow(root, below))).sort();
      } catch (error) {
        if (error instanceof HostError || isAbsent(error)) return [];
        throw hostError(below, error);
      }
    },
    gaps: (): readonly Gap[] => [],
    close: async () => {},
  };
}

/** The folder itself, or the one folder in it, whichever holds a case. */
async function caseRoot(folder: string): Promise<string> {
  let root: string;
  let names: string[];
  try {
    root = await realpath(folder);
    names = await readdir(root);
  } catch (error) {
    throw hostError(folder, error);
  }
  if (await holdsCase(root)) return root;
  const [only, ...others] = names.filter((name) => !name.startsWith('.'));
  if (only !== undefined && others.length === 0) {
    const inner = join(root, only);
    if ((await lstat(inner)).isDirectory() && (await holdsCase(inner))) return inner;
  }
  throw new HostError(
    folder,
    'absent',
    `${folder} is no recorded case: it has none of captured_at, docker/, pprof/, logs/, sockets/, tasks/`,
  );
}

async function holdsCase(root: string): Promise<boolean> {
  for (const marker of CASE_MARKERS) if (await exists(join(root, marker))) return true;
  // a recording of /proc alone; on a host, /proc/self exists
  return (await exists(join(root, 'proc'))) && !(await exists(join(root, 'proc', 'self')));
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Where `path` really lies, links followed; HostError when that is outside of the case. */
async function realPathBelow(root: string, path: string): Promise<string> {
  const real = await realpath(join(root, path));
  if (real !== root && !real.startsWith(root + sep)) {
    throw new HostError(path, 'unsupported', `${path} is a link that leads out of the case`);
  }
  return real;
}

async function openBelow(root: string, path: string): Promise<FileHandle> {
  let file: FileHandle | undefined;
  try {
    const real = await realPathBelow(root, path);
    refuseOthers(path, await lstat(real));
    file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    refuseOthers(path, await file.stat());
    return file;
  } catch (error) {
    await file?.close();
    throw isAbsent(error)
      ? new HostError(path, 'absent', `${path} is not in the case`, { cause: error })
      : hostError(path, error);
  }
}

function refuseOthers(path: string, stat: Awaited<ReturnType<typeof lstat>>): void {
  if (stat.isFile()) return;
  const kind = stat.isDirectory() ? 'folder' : stat.isFIFO() ? 'FIFO' : stat.isSocket() ? 'socket' : 'device';
  throw new HostError(path, 'unsupported', `${path} is a ${kind}, not a file`);
}

async function* fileChunks(file: FileHandle, path: string, deadlineMs: number): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      // Not cleared first: only what was read is handed on.
      const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      const { bytesRead } = await withDeadline(file.read(buffer, 0, CHUNK_BYTES), deadlineMs, path, path);
      if (bytesRead === 0) return;
      yield bytesRead === CHUNK_BYTES ? buffer : buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw hostError(path, error);
  } finally {
    await file.close();
  }
}

function isAbsent(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG';
}
