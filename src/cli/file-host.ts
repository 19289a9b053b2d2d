import { casePath } from '../host/case-path.ts';
import { DEFAULT_READ_BYTES, joinChunks, limitBytes } from '../system/chunks.ts';
import { HostError } from '../system/host-error.ts';
import type { Host } from '../host/host.ts';
import { readRecordedSockets } from '../host/recorded/recorded-sockets.ts';
import { hostError } from '../system/system-error.ts';
import { parsePsTable } from '../parse/proc/ps-table.ts';
import type { BareFile } from './bare-file.ts';

const THREADS = 'tasks/ps-eLo.txt';

/** A host of which nothing is known but one file, which lies where the case layout has files of its kind. */
export function hostOfFile(file: BareFile, layoutPath: string): Host {
  const open: Host['open'] = async (path, { maxBytes } = {}) => {
    if (casePath(path) !== layoutPath) throw new HostError(path, 'absent', `only ${file.name} was given`);
    return maxBytes === undefined ? file.open() : limitBytes(file.open(), maxBytes, file.name);
  };
  return {
    name: file.name,
    live: false,
    open,
    read: async (path, options = {}) =>
      joinChunks(await open(path, options), options.maxBytes ?? DEFAULT_READ_BYTES, file.name),
    openFile: async (path) => (casePath(path) === layoutPath ? file.openPlain() : undefined),
    list: async (folder) => {
      const prefix = folder === '' || folder === '.' ? '' : `${casePath(folder) ?? folder}/`;
      const [name] = layoutPath.startsWith(prefix) ? layoutPath.slice(prefix.length).split('/') : [];
      return name === undefined || name === '' ? [] : [name];
    },
    unixSockets: () => readRecordedSockets(open),
    threads: async () => {
      try {
        return await parsePsTable(await open(THREADS));
      } catch (error) {
        throw hostError(file.name, error);
      }
    },
    gaps: () => [],
    close: async () => {},
  };
}
