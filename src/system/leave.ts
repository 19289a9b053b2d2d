/**
 * Ends the process at once, with a status. Node waits at its end for every thread that works for it (libuv: uv_library_shutdown joins
 * its pool), and one that hangs on a sick mount never comes back. Where something of the file system is still under way, libc's
 * _exit(2) is called instead, which waits for nobody but a thread that the kernel itself does not let go.
 */
export async function leave(status: number): Promise<never> {
  const hangs = process
    .getActiveResourcesInfo()
    .some((kind) => kind.startsWith('FSReq') || kind === 'Worker');
  if (hangs) {
    const libc = await import('./libc.ts').then(({ loadLibc }) => loadLibc()).catch(() => undefined);
    libc?.exitAtOnce(status);
  }
  return process.exit(status);
}
