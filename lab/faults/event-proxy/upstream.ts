import { connect as connectHttp2 } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { connect } from 'node:net';

/** One connection to containerd for each that dockerd makes. */
export class Upstream {
  private readonly session: ClientHttp2Session;

  constructor(socket: string, onClose: () => void) {
    this.session = connectHttp2('http://localhost', { createConnection: () => connect(socket) });
    this.session.on('error', onClose);
    this.session.on('close', onClose);
  }

  /** The same call, to be filled with the same body. */
  request(headers: IncomingHttpHeaders): ClientHttp2Stream {
    return this.session.request(headers, { endStream: false });
  }

  close(): void {
    this.session.destroy();
  }
}
