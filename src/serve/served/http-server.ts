/** A server of HTTP/1.1 on one address of this machine. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { HostError } from '../../system/host-error.ts';
import { errorCode } from '../../system/system-error.ts';

export interface HttpServerOptions {
  /** An IP address. */
  readonly address: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Longer than this nothing may stand still on a connection. */
  readonly idleMs: number;
  readonly fetch: Parameters<typeof getRequestListener>[0];
}

export interface HttpServer {
  readonly port: number;
  /** Addresses at which it can be reached, as they stand in a URL: `127.0.0.1:7070`, `[::1]:7070`. */
  readonly hosts: readonly string[];
  /** Ends every request under way. */
  close(): Promise<void>;
}

const HEADERS_MS = 10_000;
const MOST_CONNECTIONS = 256;
const MOST_ADDRESSES = 4;

/** HostError when the address or the port cannot be had. */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { address, port, idleMs, fetch } = options;
  const listener = getRequestListener(fetch);
  const server = createServer(
    {
      headersTimeout: HEADERS_MS,
      // A large file over a thin line takes its time; what stands still is ended elsewhere.
      requestTimeout: 0,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => void listener(request, response),
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.setTimeout(idleMs);
  const taken = await listen(server, address, port);
  // A connection that the machine has no room for (ENOMEM, ENFILE) is lost, and nothing else.
  server.on('error', () => {});
  return {
    port: taken,
    hosts: addressesOf(address).map((each) => `${isIP(each) === 6 ? `[${each}]` : each}:${taken}`),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error): void => reject(unusable(host, port, cause));
    server.once('error', failed);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const WHY = new Map([
  ['EADDRINUSE', 'somebody listens on it already'],
  ['EACCES', 'this user may not listen on it'],
]);

/** `absent`: the address is none of this machine's. */
function unusable(host: string, port: number, cause: Error): HostError {
  const code = errorCode(cause) ?? '';
  if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL')
    return new HostError(host, 'absent', `${host} is no address of this machine`, { cause });
  const why = WHY.get(code) ?? cause.message;
  return new HostError(host, 'unsupported', `port ${port} of ${host}: ${why}`, { cause });
}

/** Of `0.0.0.0` and `::`, the machine's own. */
function addressesOf(address: string): readonly string[] {
  const family = address === '0.0.0.0' ? ['IPv4'] : address === '::' ? ['IPv4', 'IPv6'] : undefined;
  if (family === undefined) return [address];
  const own = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter((each) => !each.internal && family.includes(each.family))
    .filter((each) => !each.address.startsWith('fe80:'))
    .map((each) => each.address);
  return own.length === 0 ? [address === '::' ? '::1' : '127.0.0.1'] : own.slice(0, MOST_ADDRESSES);
}

/** `127.0.0.0/8`, `::1`, and what IPv6 makes of the former. */
export function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(address) || address === '::1';
}

/** IPv4 or IPv6, without a zone. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}
