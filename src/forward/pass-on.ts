import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Dispatcher } from 'undici';
import { parseDockerInfo } from '../parse/api/docker-info.ts';
import { joinChunks } from '../system/chunks.ts';
import { withDeadline } from '../system/deadline.ts';
import { httpFailure } from '../live/daemons/http-errors.ts';
import type { GateVerdict } from './request-gate.ts';

export type Passing = Extract<GateVerdict, { readonly passes: true }>;

/** Headers of the daemon that its answer needs; none that would let a page of another origin read it. */
const KEPT = [
  'content-type',
  'content-length',
  'content-encoding',
  'content-disposition',
  'api-version',
  'ostype',
  'server',
  'x-go-pprof',
] as const;

/** Until the first byte of an answer, besides what is measured. A dump of a million goroutines takes its time. */
const ANSWER_MS = 60_000;
/** Between two chunks, on either side. */
const STALL_MS = 30_000;
/** Until the end, whatever trickles. */
const WHOLE_MS = 10 * 60_000;
const INFO_MS = 5_000;

/**
 * Asks the daemon, and hands its answer over as fast as the client takes it. When the client goes, the request to the daemon is aborted.
 * An answer that breaks off is not completed. Resolves in any case; a failure before the first byte is answered by `fail`.
 */
export async function passOn(
  daemon: Dispatcher,
  { method, target, seconds }: Passing,
  response: ServerResponse,
  fail: (status: 502 | 504, why: string) => void,
): Promise<void> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  const measuredMs = seconds * 1000;
  response.on('close', stop);
  response.setTimeout(measuredMs + ANSWER_MS + STALL_MS, () => response.destroy());
  const timer = setTimeout(() => response.destroy(), WHOLE_MS);
  try {
    const answer = await daemon.request({
      method,
      path: target,
      signal: abort.signal,
      headersTimeout: measuredMs + ANSWER_MS,
      bodyTimeout: measuredMs + STALL_MS,
    });
    response.writeHead(answer.statusCode, {
      ...keptOf(answer.headers),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.setTimeout(STALL_MS, () => response.destroy());
    await pipeline(answer.body, response);
  } catch (error) {
    if (response.destroyed) return;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { reason, message } = httpFailure('the daemon', target, error);
    fail(reason === 'timeout' || isTimeout(error) ? 504 : 502, message);
  } finally {
    clearTimeout(timer);
    response.off('close', stop);
  }
}

/** How many goroutines the daemon says it has; undefined when it does not tell in time. */
export async function countGoroutines(daemon: Dispatcher): Promise<number | undefined> {
  const abort = new AbortController();
  const asking = async (): Promise<number | undefined> => {
    const { statusCode, body } = await daemon.request({ method: 'GET', path: '/info', signal: abort.signal });
    const bytes = await joinChunks(body, 4 * 1024 * 1024, 'docker/info.json');
    return statusCode === 200 ? parseDockerInfo(bytes).goroutineCount : undefined;
  };
  try {
    return await withDeadline(asking(), INFO_MS, 'docker/info.json', 'the daemon');
  } catch {
    return undefined;
  } finally {
    abort.abort();
  }
}

function keptOf(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT) {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value;
  }
  return kept;
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && /^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/.test(String(error.code))
  );
}
