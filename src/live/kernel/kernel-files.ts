import { readFile, readdir } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import { tooLarge } from '../../system/chunks.ts';
import { withDeadline } from '../../system/deadline.ts';
import { HostError } from '../../system/host-error.ts';
import { errorCode, hostError } from '../../system/system-error.ts';
import { FUSE_CONNECTIONS, type FuseControl } from './fuse-control.ts';
import { readDescriptorList, readLinkText } from './descriptor-links.ts';
import { isKernelFolder, readingWay } from './kernel-paths.ts';
import { readChild } from '../../system/killable-child.ts';
import { readProcFile } from './proc-reading.ts';

/** The files of `proc/**` and `sys/**`, straight from the kernel, below a root folder. */
export class KernelFiles {
  readonly procRoot: string;
  private readonly root: string;
  private readonly fuseControl: FuseControl | undefined;

  constructor(root: string, fuseControl?: FuseControl) {
    this.root = root;
    this.fuseControl = fuseControl;
    this.procRoot = join(root, 'proc');
  }

  /** Content of a path of the case layout; HostError within the deadline. */
  async read(path: string, maxBytes: number, deadlineMs: number): Promise<Uint8Array> {
    const file = await this.fileOf(path);
    switch (readingWay(path, release())) {
      case 'direct':
        return readProcFile(file, path, maxBytes);
      case 'child':
        return readChild('cat', ['--', file], { path, maxBytes, deadlineMs });
      case 'thread':
        return this.readInThread(file, path, maxBytes, deadlineMs);
      case 'link':
        return readLinkText(file, path);
      case 'descriptors': {
        const [, folder = '', task = ''] = /^(.*)\/(\d+|self)\/fd\.txt$/.exec(file) ?? [];
        const pid = task === 'self' ? process.pid : Number(task);
        return Buffer.from(await readDescriptorList(folder, pid, deadlineMs));
      }
      case undefined:
        throw new HostError(path, 'unsupported', `${path} is not read from a running host`);
    }
  }

  /** Names below a folder, sorted; empty when it is absent. */
  async list(folder: string, deadlineMs: number): Promise<string[]> {
    if (!isKernelFolder(folder))
      throw new HostError(folder, 'unsupported', `${folder} is not listed: it leads out of /proc`);
    try {
      const names = await withDeadline(readdir(await this.fileOf(folder)), deadlineMs, folder, folder);
      if (/^proc\/\d+(?:\/task\/\d+)?$/.test(folder)) names.push('fd.txt');
      return names.sort();
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ESRCH') return [];
      throw hostError(folder, error);
    }
  }

  /**
   * /proc/net is that of the reader's network namespace; the host's is that of its first process. The FUSE connections may be seen in a
   * private mount only.
   */
  private async fileOf(path: string): Promise<string> {
    if (path === FUSE_CONNECTIONS || path.startsWith(`${FUSE_CONNECTIONS}/`)) {
      const folder = await this.fuseControl?.folder();
      if (folder !== undefined) return folder + path.slice(FUSE_CONNECTIONS.length);
    }
    const ofHost = this.root !== '/' && path.startsWith('proc/net/');
    return join(this.root, ofHost ? path.replace('proc/net/', 'proc/1/net/') : path);
  }

  private async readInThread(
    file: string,
    path: string,
    maxBytes: number,
    deadlineMs: number,
  ): Promise<Uint8Array> {
    try {
      const bytes = await withDeadline(readFile(file), deadlineMs, path, path);
      if (bytes.byteLength > maxBytes) throw tooLarge(path, maxBytes);
      return bytes;
    } catch (error) {
      throw hostError(path, error);
    }
  }
}
