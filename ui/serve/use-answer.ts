import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../../src/serve/api.ts';
import { connection, problemOf, Refused } from './ask.ts';

interface Answer<T> {
  readonly data?: T;
  readonly problem?: Problem;
  readonly isAway?: boolean;
  readonly isPending: boolean;
}

/**
 * What the server answers, asked for as long as the component is there. A server that was away is asked once more when it is
 * back; so it is by `again`, and what has come stays until the new has.
 */
export function useAnswer<T>(
  request: (signal: AbortSignal, isAgain: boolean) => Promise<T>,
): Answer<T> & { readonly again: () => void } {
  const [asked, setAsked] = useState({ times: 0, isAgain: false });
  const [answer, setAnswer] = useState<Answer<T>>({ isPending: true });
  useEffect(() => {
    const abort = new AbortController();
    setAnswer(({ data }) => ({ ...(data === undefined ? {} : { data }), isPending: true }));
    request(abort.signal, asked.isAgain).then(
      (data) => {
        if (!abort.signal.aborted) setAnswer({ data, isPending: false });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const isAway = error instanceof Refused && error.isAway;
        setAnswer((old) => ({ ...old, problem: problemOf(error), isAway, isPending: false }));
      },
    );
    return () => abort.abort();
  }, [asked]);
  const isBack = answer.isAway === true && connection.value === 'here';
  useEffect(() => {
    if (isBack) setAsked(({ times, isAgain }) => ({ times: times + 1, isAgain }));
  }, [isBack]);
  return { ...answer, again: () => setAsked(({ times }) => ({ times: times + 1, isAgain: true })) };
}
