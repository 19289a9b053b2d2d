// `fd.txt` of a host: one line a descriptor, `<fd> <link target>`, the targets as readlink(2) of /proc/<pid>/fd/* gives
// them (proc_pid_fd(5), Linux fs/d_path.c). Here the descriptors are only counted: there may be a million.
//
//     3 socket:[377440]
//     27 /var/run/docker/containerd/10ede9a37887…/init-stdout
//
// A link does not tell a named pipe from a file; containerd's stdio pipes are known by their path.

import { ParseError } from '../parse-error.ts';

export interface DescriptorTally {
  readonly total: number;
  /** `socket`, `pipe`, `fifo`, `anon_inode`, `device`, `file`, `namespace`, `other` → how many; by name. */
  readonly byKind: ReadonlyMap<string, number>;
  /** The last line, and its number from 1. */
  readonly lastLine: { readonly line: number; readonly text: string };
}

/** Longer than PATH_MAX, descriptor and mark together. */
const MAX_LINE = 8192;
const ROW = /^\d{1,10} (.+)$/;
/** containerd: pkg/cio/io_unix.go; moby: libcontainerd/remote/client_io_linux.go (`init-stdout`, `<exec>-stderr`). */
const STDIO_FIFO = /^\/[^\n]*\/containerd\/[^\n]*-std(?:in|out|err)$/;

/** Descriptors by kind; ParseError (position is a line) for a line that is none, and for a list without one. */
export async function countDescriptors(chunks: AsyncIterable<Uint8Array>): Promise<DescriptorTally> {
  const decoder = new TextDecoder();
  const counts = new Map<string, number>();
  let pending = '';
  let total = 0;
  let last = '';
  const count = (text: string): void => {
    const target = ROW.exec(text)?.[1];
    if (target === undefined)
      throw new ParseError('descriptors', total + 1, 'a descriptor and its target', text);
    total += 1;
    last = text;
    const kind = kindOf(target);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  };
  for await (const chunk of chunks) {
    const lines = (pending + decoder.decode(chunk, { stream: true })).split('\n');
    pending = lines.pop() ?? '';
    if (pending.length > MAX_LINE) throw new ParseError('descriptors', total + 1, 'a shorter line', pending);
    for (const text of lines) count(text);
  }
  pending += decoder.decode();
  if (pending !== '') count(pending);
  if (total === 0) throw new ParseError('descriptors', 1, 'a descriptor and its target', 'nothing');
  const byKind = new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { total, byKind, lastLine: { line: total, text: last } };
}

function kindOf(target: string): string {
  if (target.startsWith('/')) {
    if (target.startsWith('/dev/') && !target.startsWith('/dev/shm/')) return 'device';
    return STDIO_FIFO.test(target) ? 'fifo' : 'file';
  }
  const name = target.slice(0, Math.max(target.indexOf(':'), 0));
  if (name === 'socket' || name === 'pipe' || name === 'anon_inode') return name;
  return /^[a-z_]{1,20}:\[\d{1,20}\]$/.test(target) ? 'namespace' : 'other';
}
