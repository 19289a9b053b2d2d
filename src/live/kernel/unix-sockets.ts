import { createReadStream } from 'node:fs';
import type { Gap } from '../../model/gap.ts';
import type { UnixSocketTable } from '../../model/unix-socket.ts';
import { parseProcNetUnix } from '../../parse/socket/proc-net-unix.ts';
import { withOwners } from '../../parse/socket/unix-socket-columns.ts';
import { HostError } from '../../system/host-error.ts';
import { hostError } from '../../system/system-error.ts';
import { listNetworkNamespaces } from './network-namespaces.ts';
import { dumpNamespaces } from './namespace-sockets.ts';
import { readSocketOwners } from './socket-owners.ts';
import { runSs } from './ss-command.ts';

export interface UnixSocketOptions {
  /** `/proc`, or that of the host where this process runs in a container: `/host/proc`. */
  readonly procRoot: string;
  readonly deadlineMs: number;
}

export interface UnixSocketReading {
  readonly table: UnixSocketTable;
  /** What the table does not tell, and why. */
  readonly gaps: readonly Gap[];
}

/**
 * Every unix socket of the host with its peer and its owner: by sock_diag, else by `ss`, else from /proc/net/unix, which
 * knows no peers. Rejects with HostError when none of the three can be read.
 */
export async function readUnixSockets({
  procRoot,
  deadlineMs,
}: UnixSocketOptions): Promise<UnixSocketReading> {
  const deadlineAt = performance.now() + deadlineMs;
  const gaps: Gap[] = [];
  const listing = readTable(procRoot, deadlineAt, gaps);
  const [table, owners] = await Promise.all([listing, readSocketOwners(procRoot, deadlineAt, listing)]);
  const source = 'proc/*/fd';
  if (owners.timedOut) {
    const detail = `The descriptors of some processes could not be read within ${deadlineMs} ms; some sockets have no owner.`;
    gaps.push({ source, reason: 'timeout', detail });
  }
  if (owners.deniedProcesses > 0) {
    const detail = `The descriptors of ${owners.deniedProcesses} processes may not be read; their sockets have no owner. Run as root.`;
    gaps.push({ source, reason: 'denied', detail });
  }
  return { table: withOwners(table, owners.byInode), gaps };
}

async function readTable(procRoot: string, deadlineAt: number, gaps: Gap[]): Promise<UnixSocketTable> {
  const namespaces = listNetworkNamespaces(procRoot);
  try {
    const dump = await dumpNamespaces(namespaces, deadlineAt);
    gaps.push(...dump.gaps);
    return dump.table;
  } catch (error) {
    gaps.push(asGap(error, 'Looked for another way to list the unix sockets.'));
  }
  if (namespaces.length > 1 || namespaces.some(({ own }) => !own)) {
    const detail = `The host has ${namespaces.length} network namespaces; only the sockets of one of them are listed, so a daemon's connections from containers are missing.`;
    gaps.push({ source: 'sock_diag', reason: 'unsupported', detail });
  }
  // ss shows the namespace in which it runs; that of another host's /proc is not it.
  if (namespaces[0]?.own !== false) {
    try {
      const table = await runSs(leftMs(deadlineAt));
      if (table.peersKnown) return table;
    } catch (error) {
      gaps.push(asGap(error, 'Only /proc/net/unix is left.'));
    }
  }
  const table = await readProcNetUnix(`${procRoot}/${namespaces[0]?.pid ?? 'self'}/net/unix`, deadlineAt);
  const detail =
    'It does not tell who is at the other end of a socket; clients that are gone cannot be told from others.';
  gaps.push({ source: 'proc/net/unix', reason: 'unsupported', detail });
  return table;
}

/** `path` is that of one process; /proc/net would be a link to the reader's own. */
async function readProcNetUnix(path: string, deadlineAt: number): Promise<UnixSocketTable> {
  const file = 'proc/net/unix';
  const signal = AbortSignal.timeout(leftMs(deadlineAt));
  try {
    return await parseProcNetUnix(createReadStream(path, { signal }), file);
  } catch (cause) {
    if (signal.aborted) throw new HostError(file, 'timeout', `${file} was not read in time`, { cause });
    throw hostError(file, cause);
  }
}

function leftMs(deadlineAt: number): number {
  return Math.max(1, Math.ceil(deadlineAt - performance.now()));
}

function asGap(error: unknown, consequence: string): Gap {
  if (!(error instanceof HostError)) throw error;
  return { source: error.path, reason: error.reason, detail: `${error.message}. ${consequence}` };
}
