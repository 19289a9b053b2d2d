// The control files of FUSE where the host has not mounted them: Linux fs/fuse/control.c (fuse_ctl_get_tree). There is one fusectl for
// the whole kernel, so a mount of it in any mount namespace shows every connection. unshare(1), mount_namespaces(7).
//
//     /proc/<pid of the child>/root/sys/fs/fuse/connections/39/waiting
//
// The mount is private to a child, which ends when its standard input is closed: with this process at the latest. The host's own mount
// namespaces stay as they are.

import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withDeadline } from '../../system/deadline.ts';

export const FUSE_CONNECTIONS = 'sys/fs/fuse/connections';

const START_MS = 2_000;
const SCRIPT = `mount -t fusectl none /${FUSE_CONNECTIONS} && echo mounted && exec cat`;

/** The folder of the FUSE connections, wherever it can be seen. */
export class FuseControl {
  private readonly root: string;
  private child: ChildProcess | undefined;
  private opening: Promise<string | undefined> | undefined;

  constructor(root: string) {
    this.root = root;
  }

  /**
   * The folder in a private mount, when the host has none mounted; undefined when it has, and where none can be made: without
   * root, and without FUSE.
   */
  folder(): Promise<string | undefined> {
    this.opening ??= this.isMissing().then(
      (isMissing) => (isMissing ? this.mount() : undefined),
      () => undefined,
    );
    return this.opening;
  }

  close(): void {
    this.child?.stdin?.destroy();
    this.child?.stdout?.destroy();
    this.child?.kill('SIGKILL');
  }

  private async isMissing(): Promise<boolean> {
    if (process.getuid?.() !== 0) return false;
    const folder = join(this.root, FUSE_CONNECTIONS);
    const [names, known] = await withDeadline(
      Promise.all([readdir(folder), readFile('/proc/filesystems', 'utf8')]),
      START_MS,
      folder,
      folder,
    );
    return names.length === 0 && known.includes('\tfusectl\n');
  }

  private async mount(): Promise<string | undefined> {
    const child = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', SCRIPT], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
      cwd: '/',
    });
    this.child = child;
    child.stdin.on('error', () => {});
    const mounted = new Promise<boolean>((resolve) => {
      child.once('error', () => resolve(false));
      child.once('close', () => resolve(false));
      child.stdout.once('data', () => resolve(true));
    });
    const isMounted = await withDeadline(mounted, START_MS, FUSE_CONNECTIONS, 'unshare').catch(() => false);
    if (!isMounted || child.pid === undefined) {
      this.close();
      return undefined;
    }
    // It must not keep this process alive.
    child.unref();
    for (const pipe of [child.stdin, child.stdout])
      if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
    return `/proc/${child.pid}/root/${FUSE_CONNECTIONS}`;
  }
}
