import { HostError } from '../system/host-error.ts';

/** A stream that ended because the host failed in the middle of it. */
export interface StreamFailure {
  error?: HostError;
}

/**
 * The same chunks. Where the host fails after the first of them, they end there and `failure` holds why, so that a reader
 * can keep what it has; a failure before is thrown.
 */
export async function* untilFailure(
  chunks: AsyncIterable<Uint8Array>,
  failure: StreamFailure,
): AsyncGenerator<Uint8Array> {
  let begun = false;
  try {
    for await (const chunk of chunks) {
      yield chunk;
      begun = true;
    }
  } catch (error) {
    if (!begun || !(error instanceof HostError)) throw error;
    failure.error = error;
  }
}
