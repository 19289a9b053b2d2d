import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchContext } from '../work.ts';
import { madeOnce } from './made-once.ts';

const FIRST_INODE = 100_000;
const PAIRS_AT_ONCE = 10_000;

/** What `ss -xanp` prints of so many sockets: connections of kubelet to docker.sock, both ends of each. Made once. */
export function ssTable({ folder }: BenchContext, sockets: number): Promise<string> {
  mkdirSync(folder, { recursive: true });
  return madeOnce(join(folder, `ss-${sockets}.txt`), (part) => writeTable(part, sockets));
}

function writeTable(path: string, sockets: number): void {
  const file = openSync(path, 'w');
  writeSync(file, 'Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n');
  for (let pair = 0; pair < sockets / 2; pair += PAIRS_AT_ONCE) {
    const rows = Array.from({ length: Math.min(PAIRS_AT_ONCE, sockets / 2 - pair) }, (_, index) =>
      rowsOf(pair + index),
    );
    writeSync(file, rows.join(''));
  }
  closeSync(file);
}

function rowsOf(pair: number): string {
  const server = FIRST_INODE + 2 * pair;
  const client = server + 1;
  return (
    `u_str ESTAB 0 0 /var/run/docker.sock ${server} * ${client} users:(("dockerd",pid=1021,fd=${pair + 20}))\n` +
    `u_str ESTAB 0 0 * ${client} * ${server} users:(("kubelet",pid=2086,fd=${pair + 20}))\n`
  );
}
