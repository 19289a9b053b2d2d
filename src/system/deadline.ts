import { HostError } from './host-error.ts';

export const DEFAULT_DEADLINE_MS = 2000;

/**
 * Waits for `promise`, but not longer than `deadlineMs`; then rejects with HostError `timeout`. The work itself goes on
 * unobserved: whoever started it must also stop it.
 */
export async function withDeadline<T>(
  promise: Promise<T>,
  deadlineMs: number,
  path: string,
  what: string,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new HostError(path, 'timeout', `${what} did not answer within ${inSeconds(deadlineMs)}`));
    }, deadlineMs);
  });
  promise.catch(() => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** `0.3 s`, `2 s`. */
export function inSeconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
