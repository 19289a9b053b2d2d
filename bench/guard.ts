import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { ratioOf } from './report/figures.ts';
import type { Row } from './work.ts';

const ratios = z.record(z.string(), z.number());

/** A ratio may be so much worse than it was before that is worth a word: machines are noisy. */
const WORSE = 2;

/** The ratios of an earlier run of small inputs: work, size and what it is compared with → theirs divided by ours. */
export function readRatios(file: string): ReadonlyMap<string, number> {
  if (!existsSync(file)) return new Map();
  return new Map(Object.entries(ratios.parse(JSON.parse(readFileSync(file, 'utf8')))));
}

/** Ratios of works that did not run this time stay as they are. */
export function writeRatios(file: string, rows: readonly Row[]): void {
  const all = [...new Map([...readRatios(file), ...ratiosOf(rows)])].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
}

/** Warns of every ratio that is far worse than it was; never fails. Seconds depend on the machine and are not compared. */
export function compareRatios(
  before: ReadonlyMap<string, number>,
  rows: readonly Row[],
  says: (line: string) => void,
): void {
  for (const [name, ratio] of ratiosOf(rows)) {
    const earlier = before.get(name);
    if (earlier === undefined) says(`no earlier ratio of ${name}: --quick keeps it`);
    if (earlier === undefined || ratio * WORSE >= earlier) continue;
    says(`warning: ${name}: ${ratio} times as fast as what it is compared with, and it was ${earlier} times`);
  }
}

function ratiosOf(rows: readonly Row[]): [string, number][] {
  return rows.flatMap((row): [string, number][] => {
    const ratio = ratioOf(row);
    if (ratio === undefined) return [];
    return [[`${row.work}, ${row.size}, ${row.theirs?.name ?? ''}`, Number(ratio.toPrecision(3))]];
  });
}
