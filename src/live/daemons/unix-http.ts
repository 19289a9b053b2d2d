// HTTP over a unix socket, by undici: no redirects, no proxies, no retries, never more than a few connections. Of daemons on
// loopback (kubelet) over TLS, whose certificate nobody here can check: nothing secret is sent.

import type { Dispatcher } from 'undici';
import { DEFAULT_READ_BYTES, joinChunks, limitBytes } from '../../system/chunks.ts';
import { withDeadline } from '../../system/deadline.ts';
import { HostError } from '../../system/host-error.ts';
import { CONNECT_MS, firstAccepting, socketConnector } from './first-accepting.ts';
import type { SocketCandidate } from './first-accepting.ts';
import { httpFailure, httpRefusal } from './http-errors.ts';

/** After so many questions without any answer at all, no other is put. */
const MAX_SILENT = 2;
/** More requests than these are never under way at once. */
const MAX_CONNECTIONS = 4;

export interface HttpOptions {
  /** Default GET. */
  readonly method?: 'GET' | 'POST';
  /** Path of the case layout that the answer stands for; used in messages. */
  readonly path: string;
  /** For `get` until the answer is complete, for `open` until each chunk. */
  readonly deadlineMs: number;
  readonly maxBytes?: number;
}

/** A daemon's HTTP API on a unix socket. Everything rejects with HostError, within its deadline. */
export class UnixHttp {
  private readonly candidates: readonly SocketCandidate[];
  private readonly daemon: string;
  private pool: Promise<Dispatcher> | undefined;
  private alive: Promise<unknown> | undefined;
  private answered = false;
  private silent = 0;

  /** `candidates`, sockets, are tried in their order until one accepts a connection; or one `https://127.0.0.1:…`. */
  constructor(daemon: string, candidates: readonly SocketCandidate[]) {
    this.daemon = daemon;
    this.candidates = candidates;
  }

  async get(target: string, options: HttpOptions): Promise<Uint8Array> {
    const { path, maxBytes = DEFAULT_READ_BYTES } = options;
    const abort = new AbortController();
    try {
      this.refuseWhenSilent(path);
      const whole = this.request(target, options, abort).then((chunks) => joinChunks(chunks, maxBytes, path));
      return await withDeadline(whole, options.deadlineMs, path, this.daemon);
    } catch (error) {
      throw this.counted(error);
    } finally {
      abort.abort();
    }
  }

  async open(target: string, options: HttpOptions): Promise<AsyncGenerator<Uint8Array>> {
    const { path, deadlineMs, maxBytes = Number.MAX_SAFE_INTEGER } = options;
    const abort = new AbortController();
    try {
      this.refuseWhenSilent(path);
      const chunks = await withDeadline(this.request(target, options, abort), deadlineMs, path, this.daemon);
      return limitBytes(this.paced(chunks, options, abort), maxBytes, path);
    } catch (error) {
      abort.abort();
      throw this.counted(error);
    }
  }

  /**
   * Resolves when the daemon has answered anything so far, or answers a question that costs it nothing, whatever it says;
   * otherwise HostError, for every question alike. What may take long is asked after that: silence does not become an answer.
   */
  async mustAnswer(target: string, { path, deadlineMs }: HttpOptions): Promise<void> {
    if (this.answered) return;
    this.alive ??= this.get(target, { path: target, deadlineMs });
    try {
      await this.alive;
    } catch (error) {
      if (!this.answered) throw httpFailure(this.daemon, path, error);
    }
  }

  /** Closes what is open; requests under way reject. */
  async close(): Promise<void> {
    await this.pool?.then(
      (pool) => pool.destroy(),
      () => {},
    );
  }

  private refuseWhenSilent(path: string): void {
    if (this.answered || this.silent < MAX_SILENT) return;
    throw new HostError(
      path,
      'timeout',
      `not asked: ${this.daemon} has not answered ${this.silent} questions before`,
    );
  }

  private counted(error: unknown): unknown {
    if (error instanceof HostError && error.reason === 'timeout') this.silent++;
    return error;
  }

  private async *paced(
    chunks: AsyncIterable<Uint8Array>,
    { path, deadlineMs }: HttpOptions,
    abort: AbortController,
  ): AsyncGenerator<Uint8Array> {
    const iterator = chunks[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await withDeadline(iterator.next(), deadlineMs, path, this.daemon);
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      abort.abort();
    }
  }

  private async request(
    target: string,
    options: HttpOptions,
    abort: AbortController,
  ): Promise<AsyncIterable<Uint8Array>> {
    const { path, method = 'GET' } = options;
    try {
      this.pool ??= this.connect(path);
      const pool = await this.pool;
      const { statusCode, body } = await pool.request({ method, path: target, signal: abort.signal });
      this.answered = true;
      if (statusCode !== 200 && statusCode !== 204)
        throw await httpRefusal(this.daemon, path, statusCode, body);
      return this.named(body, path);
    } catch (error) {
      throw httpFailure(this.daemon, path, error);
    }
  }

  private async *named(body: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) yield chunk;
    } catch (error) {
      throw httpFailure(this.daemon, path, error);
    }
  }

  private async connect(path: string): Promise<Dispatcher> {
    const url = this.candidates.find(isLoopbackUrl);
    const connect =
      url === undefined
        ? socketConnector(await firstAccepting(this.daemon, this.candidates, path))
        : { rejectUnauthorized: false, timeout: CONNECT_MS };
    const { Pool } = await import('undici');
    return new Pool(url ?? 'http://docker', {
      connect,
      connections: MAX_CONNECTIONS,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 1000,
    });
  }
}

function isLoopbackUrl(candidate: SocketCandidate): candidate is string {
  return typeof candidate === 'string' && candidate.startsWith('https://127.0.0.1:');
}
