import { tryRead } from '../../collect/task/try-read.ts';
import type { Host } from '../../host/host.ts';
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
  // Asks for the same right as wait channels, stacks and mount tables do: ptrace(2), PTRACE_MODE_READ.
  const link = host.live ? await tryRead(host, 'proc/1/ns/mnt', 256) : { text: '' };
  if ('failure' in link && link.failure.reason === 'denied')
    unseen.push('This user may not see what the processes of others wait for: run deadwait as root.');
  return unseen;
}
