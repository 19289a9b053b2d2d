// Runs in a mount namespace of its own: mounts a FUSE file system whose server never answers, asks for paths on it, and prints what came
// of it as JSON. Its only argument is a folder to mount on.

import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { connectSocket } from '../../../src/live/paths/connect-socket.ts';
import { listForeignFolder, readForeignFile } from '../../../src/live/paths/foreign-paths.ts';
import { warmPathChildren } from '../../../src/live/paths/path-children.ts';
import { readWholeFile } from '../../../src/live/whole-file.ts';
import { HostError } from '../../../src/system/host-error.ts';

const [, , folder = ''] = process.argv;
const DEADLINE_MS = 400;

const device = openSync('/dev/fuse', constants.O_RDWR);
const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other';
const { status, stderr } = spawnSync('mount', ['-i', '-t', 'fuse.hung', '-o', options, 'hung', folder], {
  stdio: ['ignore', 'ignore', 'pipe', device],
});
if (status !== 0) throw new Error(`mount: ${String(stderr)}`);

/** The longest time that the event loop stood still. */
let stillMs = 0;
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  stillMs = Math.max(stillMs, now - last);
  last = now;
}, 10);

await warmPathChildren();
stillMs = 0;
const place = (name: string, rule: 'asked' | 'known') =>
  ({ root: '/', path: `${folder}/${name}`, rule }) as const;
const outcomes = [
  await timed(() => connectSocket(place('docker.sock', 'asked'), { deadlineMs: DEADLINE_MS })),
  await timed(() =>
    readForeignFile(place('a/config.json', 'known'), { deadlineMs: DEADLINE_MS, maxBytes: 1000 }),
  ),
  await timed(() => listForeignFolder(place('state', 'known'), { deadlineMs: DEADLINE_MS })),
  await timed(() => readWholeFile(`${folder}/b/daemon.json`)),
];
const healthy = await timed(() =>
  readForeignFile(
    { root: '/', path: '/etc/passwd', rule: 'named' },
    { deadlineMs: 5000, maxBytes: 1_000_000 },
  ),
);
closeSync(device);
spawnSync('umount', ['-l', folder]);
process.stdout.write(JSON.stringify({ outcomes, healthy, stillMs }), () => process.exit(0));

async function timed(work: () => Promise<unknown>): Promise<{ reason: string; ms: number }> {
  const began = performance.now();
  const reason = await work().then(
    () => 'answered',
    (error: unknown) => (error instanceof HostError ? error.reason : String(error)),
  );
  return { reason, ms: performance.now() - began };
}
