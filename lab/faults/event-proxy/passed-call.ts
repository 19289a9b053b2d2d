// One gRPC call passed on: gRPC over HTTP/2 (grpc doc/PROTOCOL-HTTP2.md). The status comes in trailers (`grpc-status`), or, when
// there is no message at all, in the headers that end the stream at once.

import { constants } from 'node:http2';
import type { ClientHttp2Stream, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';

/** codes.Canceled, google.golang.org/grpc/codes. */
const CANCELLED = '1';
const END_STREAM = constants.NGHTTP2_FLAG_END_STREAM;

/** A call between the caller's stream and the server's, in both directions, until one of them ends. */
export class PassedCall {
  private readonly caller: ServerHttp2Stream;
  private readonly server: ClientHttp2Stream;
  private trailers: IncomingHttpHeaders = {};

  constructor(caller: ServerHttp2Stream, server: ClientHttp2Stream) {
    this.caller = caller;
    this.server = server;
    caller.pipe(server);
    server.on('response', (headers, flags) => {
      if (caller.closed || caller.headersSent) return;
      const only = (flags & END_STREAM) !== 0;
      caller.respond(headers, only ? { endStream: true } : { waitForTrailers: true });
      if (!only) server.pipe(caller);
    });
    server.on('trailers', (trailers) => (this.trailers = trailers));
    caller.on('wantTrailers', () => caller.sendTrailers(this.trailers));
    caller.on('close', () => server.close(constants.NGHTTP2_CANCEL));
    server.on('close', () => {
      if (server.rstCode !== constants.NGHTTP2_NO_ERROR && !this.answered) caller.close(server.rstCode);
    });
    caller.on('error', () => {});
    server.on('error', () => {});
  }

  /** Ends the call as if the server had: status CANCELLED, the connection stays. */
  cancel(message: string): void {
    const status = { 'grpc-status': CANCELLED, 'grpc-message': message };
    this.server.unpipe(this.caller);
    if (this.caller.headersSent) {
      this.trailers = status;
      this.caller.end();
    } else {
      const head = { ':status': 200, 'content-type': 'application/grpc' };
      this.caller.respond({ ...head, ...status }, { endStream: true });
    }
    this.server.close(constants.NGHTTP2_CANCEL);
  }

  private get answered(): boolean {
    return this.caller.closed || this.caller.writableEnded;
  }
}
