import { createServer, type RequestListener } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openDoor, type Door, type DoorOptions } from '../../src/forward/door.ts';
import { serveHttp } from '../live/unix-server.ts';

let door: Door | undefined;
afterEach(async () => {
  await door?.close();
  door = undefined;
});

/** A door to a stand-in for dockerd, which writes down all that reaches it. */
async function openTo(
  listener: RequestListener = (request, response) => response.end(`you asked ${request.url ?? ''}`),
  options: Partial<DoorOptions> = {},
): Promise<{ readonly door: Door; readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const { path: socket } = await serveHttp((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    listener(request, response);
  });
  door = await openDoor({ port: 0, socket, deep: false, ...options });
  return { door, url: door.urls[0] ?? '', asked };
}

/** All that comes back for some raw bytes, until the door closes the connection. */
function raw(port: number, bytes: string, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, host, () => socket.write(bytes));
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

async function get(url: string): Promise<{ status: number; text: string; headers: Headers }> {
  const { status, headers, ...answer } = await fetch(url).then(async (response) => ({
    status: response.status,
    headers: response.headers,
    text: await response.text(),
  }));
  return { status, headers, text: answer.text };
}

describe('the door', () => {
  it('hands over what the daemon says, on both addresses of loopback', async () => {
    const {
      door: { urls },
      asked,
    } = await openTo((_request, response) => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'access-control-allow-origin': '*',
        'set-cookie': 'a=b',
      });
      response.end('{"Version":"20.10.24"}');
    });
    for (const url of urls) {
      const { status, text, headers } = await get(`${url}/v1.41/version`);
      expect({ status, text }).toEqual({ status: 200, text: '{"Version":"20.10.24"}' });
      expect(headers.get('content-type')).toBe('application/json');
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('set-cookie')).toBeNull();
    }
    expect(asked).toEqual(urls.map(() => 'GET /v1.41/version'));
  });

  it('passes on the status of the daemon, and HEAD without a body', async () => {
    const { url } = await openTo((_request, response) => {
      response.statusCode = 404;
      response.end('{"message":"page not found"}');
    });
    expect(await get(`${url}/debug/pprof/heap`)).toMatchObject({
      status: 404,
      text: '{"message":"page not found"}',
    });
    expect((await fetch(`${url}/_ping`, { method: 'HEAD' })).status).toBe(404);
  });

  it('passes nothing of the request on but its method and target', async () => {
    let headers: object = {};
    const { url } = await openTo((request, response) => {
      ({ headers } = request);
      response.end();
    });
    await fetch(`${url}/info`, { headers: { 'x-registry-auth': 'secret', cookie: 'a=b', te: 'trailers' } });
    expect(Object.keys(headers).toSorted()).toEqual(['connection', 'host']);
  });

  it.each([
    [
      'a method that may change something',
      'POST /containers/x/stop HTTP/1.1\r\nHost: localhost\r\n\r\n',
      403,
    ],
    ['a body', 'GET /info HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nGET ', 403],
    [
      'a chunked body',
      'GET /info HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      403,
    ],
    [
      'two lengths at odds',
      'GET /info HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 40\r\n\r\n',
      400,
    ],
    [
      'a length and chunks',
      'GET /info HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG',
      400,
    ],
    [
      'an obfuscated encoding',
      'GET /info HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n',
      403,
    ],
    ['a folded header', 'GET /info HTTP/1.1\r\nHost: localhost\r\nX: a\r\n Host: evil\r\n\r\n', 400],
    ['a bare line feed', 'GET /info HTTP/1.1\nHost: localhost\n\n', 400],
    ['a blank before the colon', 'GET /info HTTP/1.1\r\nHost : localhost\r\n\r\n', 400],
    ['an absolute target', 'GET http://docker/containers/json HTTP/1.1\r\nHost: localhost\r\n\r\n', 403],
    ['a tunnel', 'CONNECT 127.0.0.1:2375 HTTP/1.1\r\nHost: localhost\r\n\r\n', 403],
    [
      'an upgrade',
      'GET /info HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
      403,
    ],
    ['an expectation', 'GET /info HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n\r\n', 403],
    ['another expectation', 'GET /info HTTP/1.1\r\nHost: localhost\r\nExpect: wonders\r\n\r\n', 403],
    ['another host', 'GET /info HTTP/1.1\r\nHost: evil.example\r\n\r\n', 403],
    ['two hosts', 'GET /info HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n', 400],
    ['no host', 'GET /info HTTP/1.1\r\n\r\n', 400],
    ['HTTP/1.0 without a host', 'GET /info HTTP/1.0\r\n\r\n', 400],
    ['HTTP/2 without being asked', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['a way out', 'GET /debug/pprof/../../containers/json HTTP/1.1\r\nHost: localhost\r\n\r\n', 403],
    ['an endless header', `GET /info HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 400],
    [
      'a request behind a refused one',
      'POST / HTTP/1.1\r\nHost: localhost\r\n\r\nGET /info HTTP/1.1\r\nHost: localhost\r\n\r\n',
      403,
    ],
  ])('answers %s itself, in JSON, and closes', async (_, bytes, status) => {
    const {
      door: { port },
      asked,
    } = await openTo();
    const text = await raw(port, bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const [, body = ''] = text.split('\r\n\r\n');
    expect(JSON.parse(body)).toEqual({ message: expect.any(String) });
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  it('asks for a full dump only when there are few goroutines, or with --deep', async () => {
    let goroutines: number | undefined = 50_000;
    const daemon: RequestListener = (request, response) => {
      if (request.url !== '/info') response.end('goroutine 1 [running]:\n');
      else if (goroutines === undefined) response.writeHead(500).end();
      else response.end(JSON.stringify({ NGoroutines: goroutines }));
    };
    const { url, asked } = await openTo(daemon);
    expect((await get(`${url}/debug/pprof/goroutine?debug=2`)).status).toBe(200);
    for (goroutines of [50_001, undefined]) {
      const { status, text } = await get(`${url}/debug/pprof/goroutine?debug=2`);
      expect(status).toBe(403);
      expect(JSON.parse(text)).toEqual({ message: expect.stringContaining('only with --deep') });
      expect(asked.at(-1)).toBe('GET /info');
    }
    expect((await get(`${url}/debug/pprof/goroutine?debug=1`)).status).toBe(200);
    await door?.close();
    const deep = await openTo(daemon, { deep: true });
    expect((await get(`${deep.url}/debug/pprof/goroutine?debug=2`)).status).toBe(200);
    expect(deep.asked).toEqual(['GET /debug/pprof/goroutine?debug=2']);
  });

  it('puts two requests to the daemon at once and no more, and takes others when they are done', async () => {
    const open: (() => void)[] = [];
    let arrived = (): void => {};
    const { url, asked } = await openTo((_request, response) => {
      open.push(() => response.end('done'));
      arrived();
    });
    const bothArrived = new Promise<void>((resolve) => (arrived = () => open.length === 2 && resolve()));
    const first = [get(`${url}/info`), get(`${url}/info`)];
    await bothArrived;
    const { status, headers } = await get(`${url}/info`);
    expect({ status, retry: headers.get('retry-after') }).toEqual({ status: 503, retry: '5' });
    for (const answer of open.splice(0)) answer();
    expect((await Promise.all(first)).map(({ text }) => text)).toEqual(['done', 'done']);
    arrived = () => open[0]?.();
    expect((await get(`${url}/info`)).text).toBe('done');
    expect(asked).toHaveLength(3);
  });

  it('aborts what nobody waits for any more, and has room again', async () => {
    const gone: Promise<void>[] = [];
    let arrived = (): void => {};
    const { url } = await openTo((request, response) => {
      if (request.url === '/_ping') return response.end('OK');
      gone.push(new Promise((resolve) => request.socket.on('close', resolve)));
      return arrived();
    });
    for (const _ of [1, 2, 3]) {
      const abort = new AbortController();
      const asked = new Promise<void>((resolve) => (arrived = resolve));
      const answer = fetch(`${url}/debug/pprof/profile?seconds=60`, { signal: abort.signal });
      await asked;
      abort.abort();
      await expect(answer).rejects.toThrow();
      await gone.at(-1);
    }
    expect((await get(`${url}/_ping`)).text).toBe('OK');
  });

  it('lets the daemon wait for a slow reader instead of keeping the answer', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    let sent = 0;
    let isFull = (): void => {};
    const full = new Promise<void>((resolve) => (isFull = resolve));
    const {
      door: { port },
    } = await openTo((_request, response) => {
      const write = (): void => {
        while (sent < 512 * 1024 * 1024) {
          sent += chunk.length;
          if (!response.write(chunk)) {
            const stuck = setTimeout(isFull, 500);
            response.once('drain', () => {
              clearTimeout(stuck);
              write();
            });
            return;
          }
        }
      };
      write();
    });
    const reader = connect(port, '127.0.0.1', () =>
      reader.write('GET /debug/pprof/heap HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    );
    reader.pause();
    reader.on('error', () => {});
    await full;
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    reader.destroy();
  });

  it('does not make a whole of an answer that breaks off', async () => {
    const { url } = await openTo((_request, response) => {
      response.write('goroutine 1 [run');
      setTimeout(() => response.destroy(), 100);
    });
    await expect(get(`${url}/debug/pprof/goroutine?debug=1`)).rejects.toThrow();
  });

  it('says when the daemon does not answer, or answers nonsense', async () => {
    const { url } = await openTo((request) => request.socket.end('SSH-2.0-x\r\n'));
    const { status, text } = await get(`${url}/info`);
    expect(status).toBe(502);
    expect(JSON.parse(text)).toEqual({ message: expect.stringMatching(/HTTP/) });
    await door?.close();
    door = await openDoor({ port: 0, socket: '/nowhere/docker.sock', deep: false });
    expect((await get(`${door.urls[0] ?? ''}/info`)).status).toBe(502);
  });

  it('does not open on a port that is taken, on either address', async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, host, resolve));
      const { port } = other.address() as AddressInfo;
      await expect(openDoor({ port, socket: '/x', deep: false }), host).rejects.toMatchObject({
        name: 'HostError',
        message: expect.stringContaining('somebody listens on it already'),
      });
      other.close();
    }
  });

  it('closes although requests are under way', async () => {
    let arrived = (): void => {};
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    const { url, door: opened } = await openTo(() => arrived());
    const answer = fetch(`${url}/info`);
    answer.catch(() => {});
    await asked;
    await opened.close();
    await expect(answer).rejects.toThrow();
    await expect(fetch(`${url}/info`)).rejects.toThrow();
  });
});
