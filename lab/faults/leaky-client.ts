// A client of the docker API in a process of its own that opens connections and keeps them: event streams that it does not read,
// and idle ones. Its only argument is its settings in JSON. It writes a line when all are open, and ends when it is killed.

import { connect, type Socket } from 'node:net';
import { z } from 'zod';

const settings = z.object({ socket: z.string(), events: z.int(), idle: z.int(), readyFile: z.string() });
const { socket, events, idle, readyFile } = settings.parse(JSON.parse(process.argv[2] ?? ''));

/** Held so that nothing closes them. */
const held: Socket[] = [];
for (let count = 0; count < events; count++)
  held.push(await open('GET /events HTTP/1.1\r\nHost: docker\r\n\r\n'));
for (let count = 0; count < idle; count++)
  held.push(await open('GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n'));

const { writeFileSync } = await import('node:fs');
writeFileSync(readyFile, `${held.length}\n`);
setInterval(() => held.length, 60_000);

/** A connection on which this was asked, and of which nothing is read after the first bytes of the answer. */
function open(asked: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const connection = connect(socket, () => connection.write(asked));
    connection.once('error', reject);
    connection.once('data', () => {
      connection.pause();
      resolve(connection);
    });
  });
}
