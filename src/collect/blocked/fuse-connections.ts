// /sys/fs/fuse/connections/<minor>/waiting: Linux Documentation/filesystems/fuse.rst, fs/fuse/control.c.
//
//     1
//     0
//
// Requests that wait for the server, or to be sent to it. A recording lacks them where fusectl was not mounted.
//
// The folder of a connection is the kernel's number of the mount's device, `major << 20 | minor`; all but fuseblk have major 0.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../host/host.ts';
import type { FuseConnection } from '../../model/task.ts';
import type { GapTally } from './gap-tally.ts';
import { tryRead } from './try-read.ts';

const FOLDER = 'sys/fs/fuse/connections';
const MAX_CONNECTIONS = 4096;
/** A busy mount is without a request at some moment; one that hangs is not. */
const LOOKS = 60;
const BETWEEN_LOOKS_MS = 7;

/** Every FUSE connection of the host, by minor. */
export async function readFuseConnections(host: Host, gaps: GapTally): Promise<readonly FuseConnection[]> {
  const connections: FuseConnection[] = [];
  const names = (await host.list(FOLDER)).filter((name) => /^\d{1,10}$/.test(name));
  for (const name of names.slice(0, MAX_CONNECTIONS)) {
    const file = `${FOLDER}/${name}/waiting`;
    const result = await tryRead(host, file, 64);
    if ('failure' in result) {
      gaps.add('fuse connection', file, result.failure.reason, result.failure.detail);
      continue;
    }
    const quote = result.text.trim();
    if (/^\d{1,15}$/.test(quote)) {
      connections.push({ minor: Number(name), waiting: Number(quote), evidence: { file, line: 1, quote } });
    } else {
      gaps.add('fuse connection', file, 'malformed', `${file} holds no number.`);
    }
  }
  return connections.sort((a, b) => a.minor - b.minor);
}

/**
 * The same connections, each with the fewest requests that were seen in many looks over some 400 ms. A task that was blocked all that
 * time does not wait for one that was without a request at any moment.
 */
export async function watchFuseConnections(
  host: Host,
  connections: readonly FuseConnection[],
): Promise<readonly FuseConnection[]> {
  const fewest = new Map(connections.map((connection) => [connection.minor, connection]));
  for (let look = 0; look < LOOKS; look++) {
    await sleep(BETWEEN_LOOKS_MS);
    for (const connection of fewest.values()) {
      if (connection.waiting === 0) continue;
      const waiting = await readWaiting(host, connection.minor);
      if (waiting === undefined || waiting >= connection.waiting) continue;
      const evidence = { ...connection.evidence, quote: String(waiting) };
      fewest.set(connection.minor, { ...connection, waiting, evidence });
    }
  }
  return [...fewest.values()];
}

/** Requests on a connection now; undefined when that cannot be read. */
export async function readWaiting(host: Host, connection: number): Promise<number | undefined> {
  const result = await tryRead(host, `${FOLDER}/${connection}/waiting`, 64);
  const text = 'text' in result ? result.text.trim() : '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The number of the connection of a device: `0:39` → 39; undefined for text that is no device. */
export function fuseConnectionOf(device: string): number | undefined {
  const [, major, minor] = /^(\d{1,4}):(\d{1,7})$/.exec(device) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return Number(major) * 2 ** 20 + Number(minor);
}
