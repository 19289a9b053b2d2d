import type { WaitHistogram } from '../../model/goroutine.ts';

/** The longest of the waits, in whole minutes; undefined where none is told. */
export function longestWait(histograms: readonly WaitHistogram[]): number | undefined {
  let longest: number | undefined;
  for (const waits of histograms)
    for (const minutes of waits.keys()) if (longest === undefined || minutes > longest) longest = minutes;
  return longest;
}
