// Clients of the docker API as a busy node has them, in a process of its own: followers of logs, event and stats streams, attached
// streams, waits, and execs one after the other. All that comes is read. Its only argument is its settings in JSON. When its streams
// are open it keeps a file that says how many execs have ended, and goes on until it is killed.

import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { z } from 'zod';
import { DockerClient } from '../rig/docker-client.ts';
import { askImpatiently } from '../faults/give-up.ts';
import { sleep, waitUntil } from '../rig/wait-until.ts';

const settings = z.object({
  socket: z.string(),
  containers: z.array(z.string()).min(1),
  followers: z.int(),
  execsPerMinute: z.int(),
  eventStreams: z.int(),
  statsStreams: z.int(),
  attached: z.int(),
  waits: z.int(),
  progressFile: z.string(),
});
const load = settings.parse(JSON.parse(process.argv[2] ?? ''));
const created = z.object({ Id: z.string().regex(/^[0-9a-f]{64}$/) });
const inspected = z.object({ Running: z.boolean(), ExitCode: z.int().nullable() });
const docker = new DockerClient(load.socket);
const PATIENCE_MS = 20_000;

const streams: readonly (readonly [count: number, method: string, path: (id: string) => string])[] = [
  [load.followers, 'GET', (id) => `/containers/${id}/logs?follow=1&stdout=1&stderr=1&tail=10`],
  [load.eventStreams, 'GET', () => '/events'],
  [load.statsStreams, 'GET', (id) => `/containers/${id}/stats?stream=1`],
  [load.attached, 'POST', (id) => `/containers/${id}/attach?stream=1&stdout=1&stderr=1`],
  [load.waits, 'POST', (id) => `/containers/${id}/wait`],
];
for (const [count, method, path] of streams) {
  for (let index = 0; index < count; index++) await openStream(method, path(containerAt(index)));
}

let ended = 0;
for (let started = 0; ; started++) {
  void runExec(containerAt(started)).then(
    () => {
      writeFileSync(load.progressFile, `${++ended}\n`);
    },
    (error: unknown) => process.stderr.write(`exec: ${String(error)}\n`),
  );
  await sleep(60_000 / load.execsPerMinute);
}

function containerAt(index: number): string {
  return load.containers[index % load.containers.length] ?? '';
}

/** A connection on which this was asked and whose answer is read as it comes; resolves when the daemon has begun to answer. */
function openStream(method: string, path: string): Promise<void> {
  const upgrade = path.includes('/attach?') ? 'Connection: Upgrade\r\nUpgrade: tcp\r\n' : '';
  return new Promise((resolve, reject) => {
    const connection = connect(load.socket, () => {
      connection.write(`${method} ${path} HTTP/1.1\r\nHost: docker\r\n${upgrade}Content-Length: 0\r\n\r\n`);
    });
    const fail = (why: string): void => {
      connection.destroy();
      reject(new Error(`${method} ${path}: ${why}`));
    };
    const late = setTimeout(() => fail('no answer'), PATIENCE_MS);
    connection.once('data', (chunk: Buffer) => {
      clearTimeout(late);
      const [status = ''] = chunk.toString('latin1').split('\r\n', 1);
      if (!/^HTTP\/1\.1 (?:101|200) /.test(status)) return fail(status);
      connection.resume();
      resolve();
    });
    connection.once('error', (error) => fail(String(error)));
  });
}

/** An attached exec from its creation to its end, and the inspect of its exit code, as `docker exec` does it. */
async function runExec(container: string): Promise<void> {
  const body = { AttachStdout: true, AttachStderr: true, Cmd: ['/bin/true'] };
  const { Id: id } = await docker.ask(`/containers/${container}/exec`, created, { method: 'POST', body });
  const answer = await askImpatiently({
    socket: load.socket,
    method: 'POST',
    path: `/exec/${id}/start`,
    body: { Detach: false, Tty: false },
    upgrade: true,
    patienceMs: PATIENCE_MS,
  });
  if (answer !== 101 && answer !== 200) throw new Error(`start of exec ${id}: ${answer}`);
  await waitUntil(`exec ${id} has ended well`, async () => {
    const { Running: running, ExitCode: code } = await docker.ask(`/exec/${id}/json`, inspected);
    if (!running && code !== 0) throw new Error(`exec ${id} ended with ${code}`);
    return !running || undefined;
  });
}
