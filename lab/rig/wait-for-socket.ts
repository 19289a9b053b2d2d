import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { ProcessIdentity } from './process-identity.ts';
import { isAlive } from './process-identity.ts';
import { waitUntil } from './wait-until.ts';

/** Waits until somebody listens; rejects, with the end of its log, when the process ends before. */
export async function waitForSocket(socket: string, who: ProcessIdentity, log: string): Promise<void> {
  await waitUntil(
    `somebody listens on ${socket}`,
    async () => {
      if (!isAlive(who)) throw new Error(`pid ${who.pid} has ended:\n${endOf(log)}`);
      return (await accepts(socket)) || undefined;
    },
    { patienceMs: 20_000 },
  );
}

function accepts(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.on('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.on('error', () => resolve(false));
  });
}

/** The last lines of a log. */
export function endOf(log: string): string {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  } catch {
    return `${log} cannot be read`;
  }
}
