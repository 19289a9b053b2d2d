import { DEFAULT_READ_BYTES } from '../system/chunks.ts';
import { HostError } from '../system/host-error.ts';
import type { ChildOptions, KillableChild } from '../system/killable-child.ts';
import { readChild, startChild } from '../system/killable-child.ts';
import { listForeignFolder, readForeignFile, startForeignTail } from './paths/foreign-paths.ts';
import type { ForeignPlace } from './paths/path-rules.ts';

/** A path of the host, and how far it is trusted. */
export type HostFile = Omit<ForeignPlace, 'root'>;

/**
 * Commands and files of the host, below its root folder, through children that can be killed. Where the root is mounted elsewhere,
 * commands run chrooted into it when that is allowed, so that the host's own tools (journalctl) are found. Files are looked up by the
 * rules for foreign paths: links lead nowhere outside of the root.
 */
export class RootCommands {
  readonly root: string;
  private mayChroot: Promise<boolean> | undefined;

  constructor(root: string) {
    this.root = root;
  }

  /** What a command of the host prints, as a stream; the deadline holds for each chunk. `unsupported` when it cannot be run. */
  async startCommand(
    command: string,
    args: readonly string[],
    options: ChildOptions,
  ): Promise<KillableChild> {
    const [name, words] = await this.inRoot(command, args, options.path);
    return startChild(name, words, options);
  }

  /** A whole file of the host, given by its path there. */
  async readFile(file: HostFile, options: ChildOptions): Promise<Uint8Array> {
    const { path, deadlineMs, maxBytes = DEFAULT_READ_BYTES } = options;
    return asPath(path, readForeignFile({ root: this.root, ...file }, { maxBytes, deadlineMs })).then(
      ({ bytes }) => bytes,
    );
  }

  /** The last `bytes` of a file of the host, found by seeking. */
  async startTail(file: HostFile, bytes: number, { path, deadlineMs }: ChildOptions): Promise<KillableChild> {
    return asPath(path, startForeignTail({ root: this.root, ...file }, bytes, { deadlineMs, says: path }));
  }

  /** Names in a folder of the host, sorted; empty when it is absent. */
  async listFolder(folder: HostFile, options: ChildOptions): Promise<readonly string[]> {
    const { path, deadlineMs } = options;
    try {
      return await asPath(path, listForeignFolder({ root: this.root, ...folder }, { deadlineMs }));
    } catch (error) {
      if (error instanceof HostError && error.reason === 'absent') return [];
      throw error;
    }
  }

  private async inRoot(command: string, args: readonly string[], path: string): Promise<[string, string[]]> {
    if (this.root === '/') return [command, [...args]];
    if (await this.chroots()) return ['chroot', ['--', this.root, command, ...args]];
    throw new HostError(
      path,
      'unsupported',
      `${path} cannot be read: commands below ${this.root} cannot be run`,
    );
  }

  private chroots(): Promise<boolean> {
    this.mayChroot ??= readChild('chroot', ['--', this.root, 'cat', '/dev/null'], {
      path: this.root,
      deadlineMs: 1000,
    }).then(
      () => true,
      () => false,
    );
    return this.mayChroot;
  }
}

/** An error names the path of the case layout, and says what is wrong with the one of the host. */
async function asPath<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof HostError) || error.path === path) throw error;
    throw new HostError(path, error.reason, error.message, { cause: error });
  }
}
