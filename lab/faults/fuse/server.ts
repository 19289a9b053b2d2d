// A FUSE server in a process of its own: descriptor 3 is /dev/fuse, already handed to mount(2), and the only argument is its
// settings in JSON. It reads the device synchronously: it has nothing else to do, its event loop may stand still. Ends when the
// filesystem is unmounted, or its connection aborted; killed, it takes the connection with it.

import { existsSync, readSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { errorCode } from '../../../src/system/system-error.ts';
import { HANGS, HangingFilesystem } from './hanging-filesystem.ts';
import { OPERATION, REQUEST_BYTES, decodeRequest } from './protocol.ts';
import type { Request } from './protocol.ts';

const settings = z.object({
  entries: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['file', 'folder']).exactOptional(),
      hangs: z.enum(HANGS).exactOptional(),
    }),
  ),
  /** The server hangs from when this file is there. */
  hangFile: z.string(),
});

const DEVICE = 3;
/** How long mount(2) may take to come; until then the device says EPERM. */
const MOUNT_MS = 10_000;
const PAUSE_MS = 5;
const NAMES = new Map<number, string>(Object.entries(OPERATION).map(([name, number]) => [number, name]));

const { entries, hangFile } = settings.parse(JSON.parse(process.argv[2] ?? ''));
const filesystem = new HangingFilesystem(entries);
const buffer = Buffer.alloc(REQUEST_BYTES);
let unmountedMs = 0;
let hanging = false;
let held = 0;

for (let request = next(); request !== undefined; request = next()) {
  hanging ||= existsSync(hangFile);
  const answer = filesystem.answer(request, hanging);
  if (answer.held)
    say(
      `${NAMES.get(request.operation) ?? request.operation} of pid ${request.pid} is not answered, ${++held} so far`,
    );
  if (answer.interrupt !== undefined) process.kill(answer.interrupt, 'SIGUSR1');
  for (const reply of answer.replies) write(reply);
}
say('the connection has ended');
process.exit(0);

/** The next request; undefined when there will be no other. */
function next(): Request | undefined {
  for (;;) {
    try {
      const length = readSync(DEVICE, buffer, 0, buffer.length, null);
      const request = decodeRequest(buffer.subarray(0, length));
      if (request !== undefined) return { ...request, body: Buffer.from(request.body) };
      if (length === 0) return undefined;
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT' || code === 'EINTR' || code === 'EAGAIN') continue; // given up before it was read
      if (code !== 'EPERM' || unmountedMs > MOUNT_MS) return undefined;
      unmountedMs += PAUSE_MS;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

function write(reply: Buffer): void {
  try {
    writeSync(DEVICE, reply);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') say(`a reply was not taken: ${errorCode(error)}`); // ENOENT: nobody waits any more
  }
}

function say(line: string): void {
  writeSync(1, `${new Date().toISOString()} ${line}\n`);
}
