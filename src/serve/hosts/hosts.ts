import { createHash } from 'node:crypto';
import { HostError } from '../../system/host-error.ts';
import { isStillThere, type CaseFolder } from '../served/case-folder.ts';
import type { DroppedFile, DroppedFiles } from '../served/dropped-files.ts';
import type { ListedFile } from '../served/listed-file.ts';
import type { HostOrigin, Problem } from '../api.ts';
import { Refused } from '../refused.ts';
import type { ServedHost } from './served-host.ts';

export interface HostSources {
  /** Name of this host; absent when it is not to be examined. */
  readonly live?: string;
  readonly folders: readonly CaseFolder[];
  readonly dropped: DroppedFiles;
}

export interface HostListing {
  readonly hosts: readonly ServedHost[];
  readonly problems: readonly Problem[];
}

export const THIS_HOST = 'this-host';

/** All that can be examined; folders are looked at anew each time. */
export class Hosts {
  readonly #sources: HostSources;

  constructor(sources: HostSources) {
    this.#sources = sources;
  }

  /** This host first, then newest first. */
  async list(): Promise<HostListing> {
    const { folders, dropped } = this.#sources;
    const problems: Problem[] = [];
    const listed = await Promise.all(
      folders.map(async (folder): Promise<readonly ServedHost[]> => {
        try {
          const { files, cutOff } = await folder.list();
          if (cutOff) problems.push(tooMany(folder));
          return files.map((file) => hostOfFile(idOf(file), file, 'folder'));
        } catch (error) {
          if (!(error instanceof HostError)) throw error;
          problems.push({ says: error.message });
          return [];
        }
      }),
    );
    const files = [...listed.flat(), ...dropped.list().map(hostOfDropped)];
    files.sort((a, b) => (b.modifiedAtMs ?? 0) - (a.modifiedAtMs ?? 0) || (a.id < b.id ? -1 : 1));
    return { hosts: [...this.#live(), ...files], problems };
  }

  /** Refused (404) when there is none, or when it is no longer the file that it was. */
  async find(id: string): Promise<ServedHost> {
    const [live] = this.#live();
    if (id === live?.id) return live;
    const dropped = this.#sources.dropped.get(id);
    if (dropped !== undefined) return hostOfDropped(dropped);
    // A folder that hangs holds up no file of another.
    return Promise.any(this.#sources.folders.map((folder) => findIn(folder, id))).catch(() => {
      throw unknownHost();
    });
  }

  #live(): readonly ServedHost[] {
    const { live } = this.#sources;
    return live === undefined
      ? []
      : [{ id: THIS_HOST, name: live, kind: 'live', from: 'this-host', version: THIS_HOST }];
  }
}

async function findIn(folder: CaseFolder, id: string): Promise<ServedHost> {
  const { files } = await folder.list();
  const file = files.find((each) => idOf(each) === id);
  if (file === undefined || !(await isStillThere(file))) throw unknownHost();
  return hostOfFile(id, file, 'folder');
}

export function unknownHost(): Refused {
  return new Refused(
    404,
    'There is no such host.',
    'It may have been removed; the list shows what there is.',
  );
}

export function hostOfDropped(file: DroppedFile): ServedHost {
  return hostOfFile(file.id, file, 'dropped');
}

function hostOfFile(id: string, file: ListedFile, from: HostOrigin): ServedHost {
  const { name, kind, modifiedAtMs, sizeBytes, version } = file;
  return {
    id,
    name,
    kind,
    from,
    modifiedAtMs,
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    version,
    file,
  };
}

/** The same for the same path, so that addresses of the page outlive the server; the path cannot be read from it. */
function idOf({ folder, name }: ListedFile): string {
  return createHash('sha256').update(`${folder}\0${name}`).digest('hex').slice(0, 20);
}

function tooMany({ path }: CaseFolder): Problem {
  return {
    says: `${path} holds more than 2 000 files; the others are not shown.`,
    hint: 'Name a smaller folder.',
  };
}
