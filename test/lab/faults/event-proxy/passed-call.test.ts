import { connect, createServer } from 'node:http2';
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PassedCall } from '../../../../lab/faults/event-proxy/passed-call.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0).reverse()) one.close();
});

function listen(server: Http2Server): Promise<string> {
  open.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
}

/** A server that does `answer`, and before it a proxy; the calls that passed. */
async function startProxy(
  answer: (stream: ServerHttp2Stream) => void,
): Promise<{ address: string; calls: PassedCall[] }> {
  const behind = connect(await listen(createServer().on('stream', answer)));
  open.push(behind);
  const calls: PassedCall[] = [];
  const proxy = createServer().on('stream', (stream, headers) => {
    calls.push(new PassedCall(stream, behind.request(headers, { endStream: false })));
  });
  return { address: await listen(proxy), calls };
}

interface Outcome {
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends `request`; `begun` is called when headers or data have come. */
function call(address: string, request: string, begun?: () => void): Promise<Outcome> {
  const session = connect(address);
  open.push(session);
  const stream = session.request({ ':method': 'POST', ':path': '/service/Method', te: 'trailers' });
  let [headers, trailers]: IncomingHttpHeaders[] = [{}, {}];
  let body = '';
  stream.on('response', (received) => (headers = received));
  stream.on('trailers', (received) => (trailers = received));
  stream.on('data', (chunk) => {
    body += String(chunk);
    begun?.();
  });
  stream.end(request);
  return new Promise((resolve, reject) => {
    stream.on('close', () => resolve({ headers: headers ?? {}, trailers: trailers ?? {}, body }));
    stream.on('error', reject);
  });
}

const GRPC = { ':status': 200, 'content-type': 'application/grpc' };

describe('a call that is passed on', () => {
  it('carries the body there, and headers, body and trailers back', async () => {
    const { address } = await startProxy((stream) => {
      stream.respond(GRPC, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.pipe(stream);
    });
    const { headers, body, trailers } = await call(address, 'message'.repeat(50_000));
    expect(headers).toMatchObject(GRPC);
    expect(body).toBe('message'.repeat(50_000));
    expect(trailers).toMatchObject({ 'grpc-status': '0' });
  });

  it('passes on an answer that is headers only', async () => {
    const { address } = await startProxy((stream) => {
      stream.respond({ ...GRPC, 'grpc-status': '5' }, { endStream: true });
    });
    const { headers, body } = await call(address, 'message');
    expect(headers).toMatchObject({ 'grpc-status': '5' });
    expect(body).toBe('');
  });

  it('ends with status CANCELLED in its headers when it is cancelled before any answer', async () => {
    const { address, calls } = await startProxy(() => setImmediate(() => calls[0]?.cancel('over')));
    const { headers } = await call(address, 'message');
    expect(headers).toMatchObject({ ':status': 200, 'grpc-status': '1', 'grpc-message': 'over' });
  });

  it('ends with status CANCELLED in its trailers when it is cancelled in the middle, and the server hears of it', async () => {
    const closed: Promise<number>[] = [];
    const { address, calls } = await startProxy((stream) => {
      stream.respond(GRPC);
      stream.write('first');
      closed.push(new Promise((resolve) => stream.on('close', () => resolve(stream.rstCode))));
    });
    const { body, trailers } = await call(address, 'message', () => calls[0]?.cancel('over'));
    expect(body).toBe('first');
    expect(trailers).toMatchObject({ 'grpc-status': '1', 'grpc-message': 'over' });
    expect(await closed[0]).toBe(8);
  });
});
