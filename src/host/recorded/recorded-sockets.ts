import type { UnixSocketTable } from '../../model/unix-socket.ts';
import { parseProcNetUnix } from '../../parse/socket/proc-net-unix.ts';
import { parseSsTable } from '../../parse/socket/ss-table.ts';
import type { Host } from '../host.ts';
import { HostError } from '../../system/host-error.ts';
import { hostError } from '../../system/system-error.ts';

const SS = 'sockets/ss-xanp.txt';
const PROC_NET_UNIX = 'proc/net/unix';

/** The unix sockets of a case: as `ss` printed them, or else as the kernel did, without peers. */
export async function readRecordedSockets(open: Host['open']): Promise<UnixSocketTable> {
  try {
    const table = await parseSsTable(await open(SS));
    if (table.count > 0) return table;
    throw new HostError(SS, 'malformed', `${SS} holds no unix socket`);
  } catch (error) {
    try {
      return await parseProcNetUnix(await open(PROC_NET_UNIX));
    } catch {
      throw hostError(SS, error);
    }
  }
}
