// The unix sockets of all network namespaces of a host.
//
// Source: Linux 6.12, net/unix/af_unix.c:unix_stream_connect. The socket that a server accepts is created in the network
// namespace of its *client*: when a pod with its own network has docker.sock mounted, dockerd's end of the connection is
// seen in the pod's namespace only, and a list of the host's sockets lacks it. A path reaches across namespaces.

import type { Gap } from '../../model/gap.ts';
import type { UnixSocketTable } from '../../model/unix-socket.ts';
import { UnixSocketColumns } from '../../parse/socket/unix-socket-columns.ts';
import { HostError } from '../../system/host-error.ts';
import type { NetworkNamespace } from './network-namespaces.ts';
import { dumpUnixSockets } from './sock-diag.ts';

/**
 * Dumps the sockets of every given namespace into one table, without owners; this process's own when none is given. A
 * namespace that cannot be entered is a gap. Rejects with HostError when the first, or this process's own, cannot be dumped.
 */
export async function dumpNamespaces(
  namespaces: readonly NetworkNamespace[],
  deadlineAt: number,
): Promise<{ readonly table: UnixSocketTable; readonly gaps: readonly Gap[] }> {
  const columns = new UnixSocketColumns();
  const gaps: Gap[] = [];
  const refused: HostError[] = [];
  let interrupted = false;
  if (namespaces.length === 0) await dumpUnixSockets(columns, { deadlineAt });
  for (const [index, namespace] of namespaces.entries()) {
    try {
      const dump = await dumpUnixSockets(columns, {
        deadlineAt,
        ...(!namespace.own && { namespace: namespace.path }),
      });
      interrupted ||= dump.interrupted;
    } catch (error) {
      if (!(error instanceof HostError) || index === 0 || namespace.own) throw error;
      // Its last process has ended since the namespaces were listed.
      if (error.reason !== 'absent') refused.push(error);
    }
  }
  const [first] = refused;
  if (first !== undefined) {
    const detail = `The sockets of ${refused.length} of ${namespaces.length} network namespaces are missing (${first.message}).`;
    gaps.push({ source: first.path, reason: first.reason, detail });
  }
  if (interrupted) {
    const detail = 'Sockets came and went while they were listed; the counts may be off by some.';
    gaps.push({ source: 'sock_diag', reason: 'malformed', detail });
  }
  return { table: columns.table({ source: 'sock_diag', file: 'sock_diag', peersKnown: true }), gaps };
}
