/** Numbers then and now, by what they count. */
import type { Change } from '../model/comparison.ts';

const HOUR = 3_600;

/** Seconds over which a rate may be reckoned; undefined where there is none to be had. */
export type Span = number | undefined;

/** What became of a number; rates have three digits. */
export function changeOf(before: number, after: number, seconds: Span): Change {
  const change = after - before;
  return {
    before,
    after,
    change,
    ...(seconds === undefined || seconds <= 0 || change === 0
      ? {}
      : { perHour: Number(((change * HOUR) / seconds).toPrecision(3)) }),
  };
}

/** The rows whose number changed; what is in one of the two only counts 0 in the other. The kept row is the later one. */
export function changedRows<Row extends { readonly count: number }>(
  before: ReadonlyMap<string, Row>,
  after: ReadonlyMap<string, Row>,
): readonly { readonly key: string; readonly row: Row; readonly before: number; readonly after: number }[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((key) => {
    const was = before.get(key);
    const is = after.get(key);
    const row = is ?? was;
    const [then, now] = [was?.count ?? 0, is?.count ?? 0];
    return row === undefined || then === now ? [] : [{ key, row, before: then, after: now }];
  });
}

/** Largest change first; of equal ones the one that is named first. */
export function byChange<Row extends Change>(nameOf: (row: Row) => string): (a: Row, b: Row) => number {
  return (a, b) => Math.abs(b.change) - Math.abs(a.change) || (nameOf(a) < nameOf(b) ? -1 : 1);
}
