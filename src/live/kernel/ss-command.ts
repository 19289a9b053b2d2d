import type { UnixSocketTable } from '../../model/unix-socket.ts';
import { parseSsTable } from '../../parse/socket/ss-table.ts';
import { withDeadline } from '../../system/deadline.ts';
import { hostError } from '../../system/system-error.ts';
import { startChild } from '../../system/killable-child.ts';

/**
 * What `ss -xan` says of this process's network namespace, without owners: no -H, which older ones do not know, and no -p,
 * which takes half a minute for 200 000 descriptors. Rejects with HostError.
 */
export async function runSs(deadlineMs: number): Promise<UnixSocketTable> {
  const child = startChild('ss', ['-xan'], { path: 'ss -xan', deadlineMs });
  try {
    return await withDeadline(parseSsTable(child.chunks, 'ss -xan'), deadlineMs, 'ss -xan', 'ss');
  } catch (error) {
    throw hostError('ss -xan', error);
  } finally {
    child.abandon();
  }
}
