import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HostError } from '../system/host-error.ts';
import { errorCode } from '../system/system-error.ts';

/** A server, and the address as it stands in a URL: `127.0.0.1`, `[::1]`. */
export interface LoopbackServer {
  readonly server: Server;
  readonly address: string;
}

const ATTEMPTS = 8;

/**
 * Listens on the same port of 127.0.0.1 and, where there is IPv6, of ::1; on no other address. For port 0, one that is free on both.
 * HostError when that port is taken or may not be used.
 */
export async function listenOnLoopback(
  wanted: number,
  makeServer: () => Server,
): Promise<{ readonly port: number; readonly servers: readonly LoopbackServer[] }> {
  for (let attempt = 1; ; attempt++) {
    const first = makeServer();
    const port = await listen(first, wanted, '127.0.0.1');
    const second = makeServer();
    try {
      await listen(second, port, '::1');
      const servers = [
        { server: first, address: '127.0.0.1' },
        { server: second, address: '[::1]' },
      ];
      return { port, servers };
    } catch (error) {
      if (isWithoutIpv6(error)) return { port, servers: [{ server: first, address: '127.0.0.1' }] };
      first.close();
      if (wanted !== 0 || attempt === ATTEMPTS) throw error;
    }
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error): void => reject(unusable(port, host, cause));
    server.once('error', failed);
    server.listen({ port, host, exclusive: true, ipv6Only: true }, () => {
      server.off('error', failed);
      const address = server.address() as AddressInfo;
      resolve(address.port);
    });
  });
}

function unusable(port: number, host: string, cause: Error): HostError {
  const code = errorCode(cause);
  const why =
    code === 'EADDRINUSE'
      ? 'somebody listens on it already'
      : code === 'EACCES'
        ? 'this user may not listen on it'
        : cause.message;
  return new HostError(
    `${host}:${port}`,
    code === 'EACCES' ? 'denied' : 'unsupported',
    `port ${port} of ${host}: ${why}`,
    {
      cause,
    },
  );
}

function isWithoutIpv6(error: unknown): boolean {
  const code = error instanceof HostError ? errorCode(error.cause) : undefined;
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
}
