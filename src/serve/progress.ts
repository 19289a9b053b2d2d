import type { SSEStreamingApi } from 'hono/streaming';
import type { StepListener } from './examinations/steps.ts';

/** Somebody who asks before the examination has begun is waited for so long. */
const PATIENCE_MS = 3_000;
/** Something is sent so often, so that a connection that is gone is noticed. */
const BEAT_MS = 15_000;

type Follow = (patienceMs: number, listener: StepListener) => () => void;

/** The steps as events: `step` with a JSON string, and `end` when it is over. */
export async function streamSteps(stream: SSEStreamingApi, follow: Follow): Promise<void> {
  let over = (): void => {};
  const ended = new Promise<void>((resolve) => (over = resolve));
  let writing = Promise.resolve();
  const send = (text: () => Promise<unknown>): void => {
    writing = writing.then(text).then(
      () => {},
      () => over(),
    );
  };
  const unfollow = follow(PATIENCE_MS, {
    step: (says) => send(() => stream.writeSSE({ event: 'step', data: JSON.stringify(says) })),
    end: over,
  });
  const beat = setInterval(() => send(() => stream.write(': beat\n\n')), BEAT_MS);
  stream.onAbort(over);
  await ended;
  clearInterval(beat);
  unfollow();
  await writing;
  if (!stream.aborted) await stream.writeSSE({ event: 'end', data: '' });
}
