import type { ProcessIdentity } from '../rig/process-identity.ts';
import { readStat, signal } from '../rig/process-identity.ts';
import type { StateFile } from '../rig/state-file.ts';
import { waitUntil } from '../rig/wait-until.ts';

/** Stops a process with SIGSTOP: it is alive, accepts connections by its backlog, and never answers. */
export async function stopProcess(state: StateFile, who: ProcessIdentity): Promise<void> {
  state.record({ kind: 'stopped-process', ...who });
  signal(who, 'SIGSTOP');
  await waitUntil(`pid ${who.pid} is stopped`, () => readStat(who.pid)?.state === 'T' || undefined);
}
