import { join } from 'node:path';
import { HostError } from '../host.ts';
import type { ChildOptions, KillableChild } from './killable-child.ts';
import { readChild, startChild } from './killable-child.ts';

/**
 * Commands and files of the host, below its root folder, through children that can be killed. Where the root is mounted
 * elsewhere, commands run chrooted into it when that is allowed: absolute links (`/var/run` → `/run`) lead where they
 * should, and the host's own tools (journalctl) are found. Otherwise our tools read the prefixed paths.
 */
export class RootCommands {
  readonly root: string;
  private mayChroot: Promise<boolean> | undefined;

  constructor(root: string) {
    this.root = root;
  }

  /** What a command of the host prints; `unsupported` when the host's commands cannot be run. */
  async readCommand(command: string, args: readonly string[], options: ChildOptions): Promise<Uint8Array> {
    const [name, words] = await this.inRoot(command, args, options.path);
    return readChild(name, words, options);
  }

  /** The same as a stream; the deadline holds for each chunk. */
  async startCommand(
    command: string,
    args: readonly string[],
    options: ChildOptions,
  ): Promise<KillableChild> {
    const [name, words] = await this.inRoot(command, args, options.path);
    return startChild(name, words, options);
  }

  /** A whole file of the host, given by its path there. */
  async readFile(file: string, options: ChildOptions): Promise<Uint8Array> {
    const [name, words] = await this.onFile('cat', [], file);
    return readChild(name, words, options);
  }

  /** The last `bytes` of a file of the host, found by seeking. */
  async startTail(file: string, bytes: number, options: ChildOptions): Promise<KillableChild> {
    const [name, words] = await this.onFile('tail', ['-c', String(bytes)], file);
    return startChild(name, words, options);
  }

  /** Names in a folder of the host, sorted; empty when it is absent. */
  async listFolder(folder: string, options: ChildOptions): Promise<string[]> {
    const [name, words] = await this.onFile('ls', ['-1A'], folder);
    try {
      const text = Buffer.from(await readChild(name, words, options)).toString('utf8');
      return text
        .split('\n')
        .filter((line) => line !== '')
        .sort();
    } catch (error) {
      if (error instanceof HostError && error.reason === 'absent') return [];
      throw error;
    }
  }

  private async onFile(command: string, flags: readonly string[], file: string): Promise<[string, string[]]> {
    if (this.root === '/') return [command, [...flags, file]];
    if (await this.chroots()) return ['chroot', [this.root, command, ...flags, file]];
    return [command, [...flags, join(this.root, file)]];
  }

  private async inRoot(command: string, args: readonly string[], path: string): Promise<[string, string[]]> {
    if (this.root === '/') return [command, [...args]];
    if (await this.chroots()) return ['chroot', [this.root, command, ...args]];
    throw new HostError(
      path,
      'unsupported',
      `${path} cannot be read: commands below ${this.root} cannot be run`,
    );
  }

  private chroots(): Promise<boolean> {
    this.mayChroot ??= readChild('chroot', [this.root, 'cat', '/dev/null'], {
      path: this.root,
      deadlineMs: 1000,
    }).then(
      () => true,
      () => false,
    );
    return this.mayChroot;
  }
}
