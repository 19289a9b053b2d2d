// /sys/fs/fuse/connections/<minor>/waiting: Linux Documentation/filesystems/fuse.rst, fs/fuse/control.c.
//
//     1
//     0
//
// Requests that wait for the server, or to be sent to it. Not there where fusectl is not mounted, as in many containers.

import type { Host } from '../../host/host.ts';
import type { FuseConnection } from '../../model/task.ts';
import type { GapTally } from './gap-tally.ts';
import { tryRead } from './try-read.ts';

const FOLDER = 'sys/fs/fuse/connections';
const MAX_CONNECTIONS = 4096;

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
