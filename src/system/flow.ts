import type { Readable } from 'node:stream';
import { withDeadline } from './deadline.ts';

const QUEUE_LENGTH = 8;

/**
 * The chunks of a stream, with back pressure. Unlike the stream's own iterator it still hands over what had arrived
 * before an error, and throws only then. HostError `timeout` when nothing comes for `stallMs`. The stream is destroyed at the end,
 * unless it is to be kept: then somebody else does what is left to do with it.
 */
export async function* flow(
  stream: Readable,
  stallMs: number,
  path: string,
  { keep = false } = {},
): AsyncGenerator<Uint8Array> {
  const queue: Uint8Array[] = [];
  let ended = false;
  let failure: Error | undefined;
  let wake = (): void => {};
  const take = (chunk: Uint8Array): void => {
    queue.push(chunk);
    if (queue.length >= QUEUE_LENGTH) stream.pause();
    wake();
  };
  stream.on('data', take);
  stream.on('error', (error) => {
    failure = error;
    wake();
  });
  stream.on('close', () => {
    ended = true;
    wake();
  });
  stream.on('end', () => {
    ended = true;
    wake();
  });
  try {
    for (;;) {
      const chunk = queue.shift();
      if (chunk !== undefined) {
        if (queue.length === 0) stream.resume();
        yield chunk;
      } else if (failure !== undefined) throw failure;
      else if (ended) return;
      else {
        const arrival = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await withDeadline(arrival, stallMs, path, path);
      }
    }
  } finally {
    stream.off('data', take);
    if (!keep) stream.destroy();
  }
}
