// `docker/inspect-<id>.error` of a recording: why an inspect gave no answer, in the words of whoever asked.
//
//     inspect timed out after 5s
//     Error response from daemon: No such container: 200c47243eb3
//
// There is no format; curl, the docker CLI and dockerd's own message are all met.

import type { GapReason } from '../../model/gap.ts';

const MAX_QUOTE = 200;

/** The first line that says something, and its number from 1. */
export function quoteFailure(text: string): { readonly line: number; readonly quote: string } {
  for (const [index, line] of text.slice(0, 65_536).split('\n').entries()) {
    const quote = line.trim().slice(0, MAX_QUOTE);
    if (quote !== '') return { line: index + 1, quote };
  }
  return { line: 1, quote: 'inspect failed without a message' };
}

/** What kind of failure the words tell; `absent` (there is no answer) when they tell none. */
export function failureReason(quote: string): GapReason {
  if (/timed? ?out|deadline|did not answer|status=124/i.test(quote)) return 'timeout';
  if (/permission denied|forbidden|not permitted/i.test(quote)) return 'denied';
  return 'absent';
}
