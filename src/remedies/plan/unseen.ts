import { tryRead } from '../../collect/blocked/try-read.ts';
import type { Host } from '../../host/host.ts';
import type { ProcessRow } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** Why it is not known whether anything is stuck, a sentence each: where that is so, "nothing is stuck" must not be said. */
export async function findUnseen(host: Host, { tasks }: Snapshot): Promise<readonly string[]> {
  const unseen: string[] = [];
  if (tasks === undefined || tasks.threadCount === 0)
    unseen.push(
      host.live
        ? 'The threads of this host could not be read.'
        : 'The threads of the host are not in the recording.',
    );
  if (host.live && (await isDenied(host, tasks?.processes ?? new Map())))
    unseen.push('This user may not see what the processes of others wait for: run deadwait as root.');
  return unseen;
}

const KTHREADD = 2;
const MAX_ASKED = 200;

/**
 * Whether most processes may not be looked at. The link asks for the same right as wait channels, stacks and mount tables do: ptrace(2),
 * PTRACE_MODE_READ. A single process with more capabilities than root has here denies it as well, and is no reason.
 */
async function isDenied(host: Host, processes: ReadonlyMap<number, ProcessRow>): Promise<boolean> {
  const asked = [...processes.values()].filter(({ pid, parentPid }) => ![pid, parentPid].includes(KTHREADD));
  let denied = 0;
  let seen = 0;
  for (const { pid } of asked.slice(0, MAX_ASKED)) {
    const link = await tryRead(host, `proc/${pid}/ns/mnt`, 256);
    if ('text' in link) seen++;
    else if (link.failure.reason === 'denied') denied++;
  }
  return denied > seen;
}
