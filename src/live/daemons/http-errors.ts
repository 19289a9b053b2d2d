import type { GapReason } from '../../model/gap.ts';
import { joinChunks } from '../../system/chunks.ts';
import { HostError } from '../../system/host-error.ts';
import { errorCode, hostError } from '../../system/system-error.ts';

/** The daemon answered, but with another status than 200. */
export class HttpRefusal extends HostError {
  readonly status: number;

  constructor(path: string, reason: GapReason, message: string, status: number) {
    super(path, reason, message);
    this.status = status;
  }
}

/** What a daemon says with a status other than 200; 404 is `absent`, 401 and 403 `denied`, others `malformed`. */
export async function httpRefusal(
  daemon: string,
  path: string,
  status: number,
  body: AsyncIterable<Uint8Array>,
): Promise<HttpRefusal> {
  const text = await joinChunks(body, 64 * 1024, path).then(
    (bytes) => Buffer.from(bytes).toString('utf8'),
    () => '',
  );
  const message = apiMessage(text).split('\n', 1)[0]?.slice(0, 300) ?? '';
  const reason = status === 404 ? 'absent' : status === 401 || status === 403 ? 'denied' : 'malformed';
  const says = `${daemon} answered ${status}${message === '' ? '' : `: ${message}`}`;
  return new HttpRefusal(path, reason, says, status);
}

/** Whatever went wrong on the way to a daemon, as a HostError for `path`. */
export function httpFailure(daemon: string, path: string, error: unknown): HostError {
  if (error instanceof HttpRefusal || (error instanceof HostError && error.path === path)) return error;
  if (error instanceof HostError) return new HostError(path, error.reason, error.message, { cause: error });
  const code = errorCode(error) ?? '';
  const says = (reason: GapReason, what: string): HostError =>
    new HostError(path, reason, `${daemon} ${what}`, { cause: error });
  if (/^UND_ERR_(?:CONNECT_TIMEOUT|ABORTED)$|^ABORT_ERR$/.test(code))
    return says('timeout', 'did not answer in time');
  if (code.startsWith('HPE_')) return says('malformed', 'answered with something that is not HTTP');
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE') {
    return says('malformed', 'closed the connection in the middle of its answer');
  }
  return hostError(path, error);
}

/** The message of `{"message":"page not found"}` (moby api/types/error_response.go), or the text as it is. */
function apiMessage(text: string): string {
  try {
    const reply: unknown = JSON.parse(text);
    if (typeof reply === 'object' && reply !== null && 'message' in reply) return String(reply.message);
  } catch {
    // not JSON
  }
  return text.trim();
}
