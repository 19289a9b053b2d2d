import { Pool } from 'undici';
import { z } from 'zod';

/** What dockerd answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, as a tar. */
  readonly tar?: Uint8Array;
  /** Milliseconds until it is given up. Default 20 000. */
  readonly deadlineMs?: number;
}

const message = z.object({ message: z.string() });

/** The Engine API of the lab's own dockerd. */
export class DockerClient {
  readonly socket: string;
  private readonly pool: Pool;

  constructor(socket: string) {
    this.socket = socket;
    this.pool = new Pool('http://docker', { connect: { socketPath: socket }, connections: 8 });
  }

  /** Any answer, whatever its status; rejects when there is none in time. */
  async request(path: string, options: RequestOptions = {}): Promise<Answer> {
    const { method = 'GET', body, tar, deadlineMs = 20_000 } = options;
    const payload = tar ?? (body === undefined ? undefined : JSON.stringify(body));
    const type = tar === undefined ? 'application/json' : 'application/x-tar';
    const answer = await this.pool.request({
      path,
      method,
      ...(payload === undefined ? {} : { body: payload, headers: { 'content-type': type } }),
      signal: AbortSignal.timeout(deadlineMs),
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  }

  /** The answer's body as `shape` has it; rejects for any status that is no success. */
  async ask<T>(path: string, shape: z.ZodType<T>, options: RequestOptions = {}): Promise<T> {
    return shape.parse(JSON.parse(await this.text(path, options)));
  }

  async text(path: string, options: RequestOptions = {}): Promise<string> {
    const { status, text } = await this.request(path, options);
    if (status < 300 || status === 304) return text;
    throw new Error(`${options.method ?? 'GET'} ${path}: ${status} ${complaint(text)}`);
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}

function complaint(text: string): string {
  try {
    return message.parse(JSON.parse(text)).message;
  } catch {
    return text.slice(0, 200);
  }
}
