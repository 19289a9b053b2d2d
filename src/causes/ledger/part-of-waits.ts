import type { WaitHistogram } from '../../model/goroutine.ts';

/** The waits of so many of a group's goroutines; which of them a cause has is not known, so each age gives up the same part. */
export function partOfWaits(waits: WaitHistogram, count: number): WaitHistogram {
  let all = 0;
  for (const goroutines of waits.values()) all += goroutines;
  if (count >= all) return waits;
  const part = new Map<number, number>();
  let seen = 0;
  let given = 0;
  for (const [minutes, goroutines] of waits) {
    seen += goroutines;
    const due = Math.round((seen * count) / all);
    if (due > given) part.set(minutes, due - given);
    given = due;
  }
  return part;
}
