// A host that was recorded as a case: a folder or a tar of files that lie where their facts came from
// (`proc/1/mountinfo`, `docker/info.json`). Every file is optional, may be cut off, or hold anything.

import { stat } from 'node:fs/promises';
import { markKernelThreads } from '../../parse/proc/kernel-threads.ts';
import { parsePsTable } from '../../parse/proc/ps-table.ts';
import { DEFAULT_READ_BYTES, joinChunks, limitBytes } from '../../system/chunks.ts';
import { casePath } from '../case-path.ts';
import { DEFAULT_DEADLINE_MS, withDeadline } from '../../system/deadline.ts';
import { HostError } from '../../system/host-error.ts';
import type { Host } from '../host.ts';
import { hostError } from '../../system/system-error.ts';
import { ARCHIVE_DEFAULTS, openArchiveStore } from './archive-store.ts';
import type { ArchiveOptions } from './archive-store.ts';
import type { CaseStore } from './case-store.ts';
import { openFolderStore } from './folder-store.ts';
import { recordedGaps } from './recorded-gaps.ts';
import { readRecordedSockets } from './recorded-sockets.ts';

/**
 * Opens a case (docs: case layout): a folder, a .tar.gz or a .tar. HostError with one line for people when there is
 * none, or none that can be read.
 */
export async function openRecordedHost(path: string, limits: Partial<ArchiveOptions> = {}): Promise<Host> {
  const store = await openStore(path, { ...ARCHIVE_DEFAULTS, ...limits });
  return recordedHost(path, store);
}

async function openStore(path: string, options: ArchiveOptions): Promise<CaseStore> {
  let found: Awaited<ReturnType<typeof stat>>;
  try {
    found = await withDeadline(stat(path), 10_000, path, path);
  } catch (error) {
    throw hostError(path, error);
  }
  if (found.isDirectory()) return openFolderStore(path);
  if (found.isFile()) return openArchiveStore(path, options);
  throw new HostError(path, 'unsupported', `${path} is neither a folder nor a file`);
}

function recordedHost(name: string, store: CaseStore): Host {
  const gaps = recordedGaps((path) => store.open(path, DEFAULT_DEADLINE_MS));
  const open: Host['open'] = async (path, { maxBytes, deadlineMs = DEFAULT_DEADLINE_MS } = {}) => {
    const known = casePath(path);
    if (known === undefined) throw new HostError(path, 'absent', `${path} is not a path of a case`);
    const chunks = await store.open(known, deadlineMs).catch(async (error: unknown) => {
      const gap =
        error instanceof HostError && error.reason === 'absent' ? (await gaps()).get(known) : undefined;
      throw gap === undefined ? error : new HostError(path, gap.reason, gap.detail, { cause: error });
    });
    return maxBytes === undefined ? chunks : limitBytes(chunks, maxBytes, path);
  };
  return {
    name,
    live: false,
    open,
    read: async (path, options = {}) =>
      joinChunks(await open(path, { ...options }), options.maxBytes ?? DEFAULT_READ_BYTES, path),
    openFile: async (path) => {
      const known = casePath(path);
      return known === undefined ? undefined : store.openFile?.(known).catch(() => undefined);
    },
    list: async (folder) => {
      const known = folder === '' || folder === '.' ? '' : casePath(folder);
      return known === undefined ? [] : store.list(known);
    },
    unixSockets: () => readRecordedSockets(open),
    threads: async () => {
      const file = 'tasks/ps-eLo.txt';
      try {
        const threads = markKernelThreads(await parsePsTable(await open(file)));
        return [...threads].sort((a, b) => a.pid - b.pid || a.tid - b.tid);
      } catch (error) {
        throw hostError(file, error);
      }
    },
    gaps: () => store.gaps(),
    recordedGaps: async () => [...(await gaps()).values()],
    close: () => store.close(),
  };
}
