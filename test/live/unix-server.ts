import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { Server as NetServer, Socket } from 'node:net';
import { createServer as createNetServer } from 'node:net';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { temporaryFolder } from '../host/temporary-folder.ts';

export interface UnixServer {
  readonly path: string;
  /** Connections that were made to it. */
  connections(): number;
}

/** A real HTTP server on a unix socket, ended after the tests of the file. */
export function serveHttp(listener: RequestListener): Promise<UnixServer> {
  return listening(createServer(listener));
}

/** A server that answers with whatever bytes; it is given each connection. */
export function serveBytes(listener: (socket: Socket) => void): Promise<UnixServer> {
  return listening(createNetServer(listener));
}

const folder = temporaryFolder();
let count = 0;

async function listening(server: Server | NetServer): Promise<UnixServer> {
  const path = join(folder, `${++count}.sock`);
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { path, connections: () => connections };
}
