import { HostError } from '../system/host-error.ts';
import type { Host } from '../host/host.ts';
import type { Gap } from '../model/gap.ts';
import type { UnixSocketTable } from '../model/unix-socket.ts';
import type { Collected, Collector } from './collector.ts';
import { groupSockets } from './socket-groups.ts';

/** Every unix socket of the host, grouped by name, state, owner and who is at the other end: `Snapshot.sockets`. */
export const sockets: Collector = {
  id: 'sockets',
  says: 'asking who is at the other end of each unix socket',
  async collect(host: Host): Promise<Collected> {
    try {
      return collected(await host.unixSockets(), host.live);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      return { part: {}, gaps: [{ source: error.path, reason: error.reason, detail: error.message }] };
    }
  },
};

function collected(table: UnixSocketTable, live: boolean): Collected {
  const { source, file, count, peersKnown, skippedRows = 0 } = table;
  if (count === 0) {
    return {
      part: {},
      gaps: [{ source: file, reason: 'malformed', detail: 'It lists no unix socket at all.' }],
    };
  }
  const gaps: Gap[] = [];
  // A live host says by itself why it had to make do with less.
  if (!peersKnown && !live) {
    const detail =
      'It does not tell who is at the other end of a socket; clients that are gone cannot be told from others.';
    gaps.push({ source: file, reason: 'unsupported', detail });
  }
  if (skippedRows > 0) {
    gaps.push({ source: file, reason: 'malformed', detail: `${skippedRows} of its rows could not be read.` });
  }
  return {
    part: { sockets: { source, file, socketCount: count, peersKnown, groups: groupSockets(table) } },
    gaps,
  };
}
