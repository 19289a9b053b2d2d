import { request } from 'node:http';
import { errorCode } from '../../src/system/system-error.ts';
import { sleep } from '../rig/wait-until.ts';

export interface ImpatientRequest {
  readonly socket: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** After so long without an answer the connection is closed. */
  readonly patienceMs: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Asks for a raw stream, as exec and attach are used. */
  readonly upgrade?: boolean;
}

const BACKLOG_PAUSE_MS = 20;
/** A daemon that takes no connection for so long has come to its limit of descriptors. */
const MOST_QUEUED_MS = 120_000;

/** Asks on a connection of its own and closes it when the answer does not come in time; its status, or `gave-up`. */
export async function askImpatiently(asked: ImpatientRequest): Promise<number | 'gave-up'> {
  const untilMs = performance.now() + asked.patienceMs + MOST_QUEUED_MS;
  for (;;) {
    const outcome = await attempt(asked);
    if (outcome !== 'backlog-full') return outcome;
    if (performance.now() > untilMs) return 'gave-up';
    await sleep(BACKLOG_PAUSE_MS);
  }
}

/** The same so many times at once, as a day of retries in a second. */
export function askManyTimes(
  asked: ImpatientRequest,
  times: number,
): Promise<readonly (number | 'gave-up')[]> {
  return Promise.all(Array.from({ length: times }, () => askImpatiently(asked)));
}

function attempt(asked: ImpatientRequest): Promise<number | 'gave-up' | 'backlog-full'> {
  const { socket, method, path, patienceMs, body, upgrade } = asked;
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    Host: 'docker',
    ...(payload === undefined
      ? { 'Content-Length': 0 }
      : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload) }),
    ...(upgrade === true ? { Connection: 'Upgrade', Upgrade: 'tcp' } : {}),
  };
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath: socket, method, path, headers, agent: false });
    const late = setTimeout(() => asking.destroy(new GaveUp()), patienceMs);
    const end = (settle: () => void): void => {
      clearTimeout(late);
      settle();
    };
    asking.on('response', (answer) => {
      answer.on('end', () => end(() => resolve(answer.statusCode ?? 0)));
      answer.on('error', () => end(() => resolve('gave-up')));
      answer.resume();
    });
    asking.on('upgrade', (answer, stream) => {
      stream.on('end', () => stream.end());
      stream.on('close', () => end(() => resolve(answer.statusCode ?? 0)));
      stream.on('error', () => {});
      setTimeout(() => {
        stream.destroy();
        resolve('gave-up');
      }, patienceMs).unref();
      stream.resume();
    });
    asking.on('error', (error) => {
      end(() => {
        if (error instanceof GaveUp) resolve('gave-up');
        else if (errorCode(error) === 'EAGAIN') resolve('backlog-full');
        else reject(error);
      });
    });
    asking.end(payload);
  });
}

class GaveUp extends Error {}
