// A read-only door on loopback to the socket of dockerd: a stand-in for `socat TCP-LISTEN:6060 UNIX:/var/run/docker.sock`, which
// would hand root on this machine to everybody who reaches the port.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import { socketConnector } from '../live/daemons/first-accepting.ts';
import type { SocketCandidate } from '../live/daemons/first-accepting.ts';
import { listenOnLoopback } from './loopback.ts';
import { countGoroutines, passOn, type Passing } from './pass-on.ts';
import { judgeRequest, type GateOptions } from './request-gate.ts';

export interface DoorOptions extends GateOptions {
  /** 0 for a free one. */
  readonly port: number;
  /** The socket of the daemon. */
  readonly socket: SocketCandidate;
  /** Above so many goroutines no full dump is asked for, unless `deep`. Default 50 000. */
  readonly fullDumpLimit?: number;
  /** Told of every request and what it got. */
  readonly onRequest?: (says: string) => void;
}

export interface Door {
  readonly port: number;
  /** `http://127.0.0.1:6060`, and `http://[::1]:6060` where there is IPv6. */
  readonly urls: readonly string[];
  /** Ends every request under way. */
  close(): Promise<void>;
}

/** So many requests are with the daemon at once; it may be near its end already. */
const AT_ONCE = 2;
const MAX_CONNECTIONS = 32;
const RETRY_SECONDS = 5;
const HEADERS_MS = 5_000;
const FULL_DUMP_LIMIT = 50_000;

/** Opens the door. HostError when the port cannot be listened on. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { Pool } = await import('undici');
  const daemon = new Pool('http://docker', {
    connect: socketConnector(options.socket),
    connections: AT_ONCE,
    pipelining: 1,
    keepAliveTimeout: 1000,
  });
  const attend = attendant(daemon, options);
  try {
    const { port, servers } = await listenOnLoopback(options.port, () => makeServer(attend));
    return {
      port,
      urls: servers.map(({ address }) => `http://${address}:${port}`),
      close: async () => {
        const closed = servers.map(({ server }) => closeServer(server));
        await daemon.destroy();
        await Promise.all(closed);
      },
    };
  } catch (error) {
    await daemon.destroy();
    throw error;
  }
}

/** Connections of which nothing is read any more: something on them was refused. */
const done = new WeakSet<Duplex>();

type Attend = (request: IncomingMessage, response: ServerResponse) => void;

/** Judges each request, and passes on what may pass while there is room. */
function attendant(daemon: Dispatcher, options: DoorOptions): Attend {
  const { deep, fullDumpLimit = FULL_DUMP_LIMIT, onRequest = () => {} } = options;
  let underWay = 0;

  const admit = async (verdict: Passing, response: ServerResponse): Promise<void> => {
    if (verdict.fullDump && !deep) {
      const count = await countGoroutines(daemon);
      if (count === undefined || count > fullDumpLimit) return refuse(response, 403, whyNoDump(count));
    }
    if (response.destroyed) return;
    await passOn(daemon, verdict, response, (status, why) => refuse(response, status, why));
  };

  return (request, response) => {
    // Node has read what was sent behind a refused request.
    if (done.has(request.socket)) return;
    const { method = '', url: target = '' } = request;
    response.on('close', () => onRequest(`${method} ${target}: ${outcomeOf(response)}`));
    response.on('error', () => {});
    const verdict = judgeRequest({ method, target, headers: pairs(request.rawHeaders) }, { deep });
    if (!verdict.passes) return refuse(response, verdict.status, verdict.why);
    if (underWay >= AT_ONCE) {
      response.setHeader('retry-after', String(RETRY_SECONDS));
      return refuse(response, 503, `${AT_ONCE} requests are under way already; try again`);
    }
    underWay++;
    void admit(verdict, response)
      .catch(() => response.destroy())
      .finally(() => underWay--);
  };
}

function outcomeOf({ headersSent, statusCode, writableFinished }: ServerResponse): string {
  if (!headersSent) return 'no answer';
  return writableFinished ? String(statusCode) : `${statusCode}, broken off`;
}

function whyNoDump(count: number | undefined): string {
  const how = count === undefined ? 'does not tell how many goroutines it has' : `has ${count} goroutines`;
  return `the daemon ${how}, and stands still while it writes them all: only with --deep; debug=1 groups them`;
}

function refuse(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent || response.destroyed) return;
  if (response.socket !== null) done.add(response.socket);
  const body = Buffer.from(`${JSON.stringify({ message })}\n`);
  // What else came with a refused request is not read.
  response.writeHead(status, { ...headersOf(body), connection: 'close' });
  response.end(body);
}

function headersOf(body: Uint8Array): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-length': String(body.byteLength),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
}

function makeServer(attend: Attend): Server {
  const server = createServer(
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: HEADERS_MS,
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 8 * 1024,
      insecureHTTPParser: false,
      // A missing Host is refused like a wrong one, and told.
      requireHostHeader: false,
    },
    attend,
  );
  server.maxConnections = MAX_CONNECTIONS;
  // A connection that the machine has no room for (ENOMEM, ENFILE) is lost, and nothing else.
  server.on('error', () => {});
  server.on('checkContinue', attend);
  server.on('checkExpectation', attend);
  server.on('connect', (_request, socket) => end(socket, 403, 'Forbidden', 'this door is no proxy'));
  server.on('clientError', (_error, socket) => end(socket, 400, 'Bad Request', 'this is no valid request'));
  return server;
}

/** Answers on a connection that has no response object. */
function end(socket: Duplex, status: number, phrase: string, message: string): void {
  socket.on('error', () => {});
  if (!socket.writable || done.has(socket)) {
    socket.end(() => socket.destroy());
    return;
  }
  done.add(socket);
  const body = Buffer.from(`${JSON.stringify({ message })}\n`);
  const headers = Object.entries({ ...headersOf(body), connection: 'close' });
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${phrase}\r\n${head}\r\n${body.toString('utf8')}`, () => socket.destroy());
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

function pairs(raw: readonly string[]): [string, string][] {
  const headers: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) headers.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return headers;
}
