import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Rig } from '../rig/rig.ts';
import { startScript } from '../rig/start-process.ts';
import { waitUntil } from '../rig/wait-until.ts';
import type { Scenario } from './scenario.ts';

const EVENTS = 500;
const IDLE = 100;

/** The daemon is not at fault: its client is. */
export const clientLeak: Scenario = {
  id: 'client-leak',
  summary: 'one client keeps 500 event streams and 100 idle connections open',
  needs: ['docker'],
  expects: { verdict: 'leak', causes: ['client-connection-leak'], client: 'node', sockets: EVENTS + IDLE },
  provoke: startLeakyClient,
};

/** Starts the client; resolves when all its connections are open. */
export async function startLeakyClient(rig: Rig): Promise<void> {
  const readyFile = join(rig.folder, 'run', 'leaky-client.ready');
  startScript(
    new URL('../faults/leaky-client.ts', import.meta.url),
    { socket: rig.docker.socket, events: EVENTS, idle: IDLE, readyFile },
    { state: rig.state, role: 'client', log: join(rig.folder, 'leaky-client.log') },
  );
  await waitUntil('the client has opened its connections', () => existsSync(readyFile) || undefined, {
    patienceMs: 30_000,
  });
}
