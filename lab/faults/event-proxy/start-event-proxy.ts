import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signal } from '../../rig/process-identity.ts';
import type { ProcessIdentity } from '../../rig/process-identity.ts';
import { startScript } from '../../rig/start-process.ts';
import type { StateFile } from '../../rig/state-file.ts';
import { waitForSocket } from '../../rig/wait-for-socket.ts';
import { waitUntil } from '../../rig/wait-until.ts';

const ROLE = 'event-proxy';
/** moby libcontainerd/remote/client.go: the stream has ended with codes.Canceled. */
const STOPPED = 'stopping event stream following graceful shutdown';

/** Starts what passes gRPC on to containerd; its socket, for dockerd's --containerd. */
export async function startEventProxy(state: StateFile, containerd: string): Promise<string> {
  const listen = join(state.folder, 'containerd', 'proxy.sock');
  const log = join(state.folder, 'event-proxy.log');
  const script = new URL('event-proxy.ts', import.meta.url);
  const proxy = startScript(script, { listen, containerd }, { state, role: ROLE, log });
  await waitForSocket(listen, proxy, log);
  return listen;
}

/** Ends dockerd's event stream of the namespace moby; resolves when dockerd says that it reads no events any more. */
export async function endEventStream(state: StateFile): Promise<void> {
  for (const { role, pid, startTicks } of state.things('process')) {
    if (role === ROLE && pid !== undefined && startTicks !== undefined) endIn({ pid, startTicks });
  }
  const log = join(state.folder, 'dockerd.log');
  await waitUntil(
    'dockerd stops its event stream',
    () => readFileSync(log, 'utf8').includes(STOPPED) || undefined,
  );
}

function endIn(proxy: ProcessIdentity): void {
  signal(proxy, 'SIGUSR2');
}
