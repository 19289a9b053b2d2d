import type { Cause } from '../../../model/cause.ts';
import { defined } from '../../../model/defined.ts';
import type { LogTally } from '../../../model/log.ts';
import type { StatedLink } from '../../../model/stated-finding.ts';
import type { Facts } from '../../facts/facts.ts';
import { provenLink } from './link.ts';

/** Lines in the logs that go with a cause, of the message with most of them; undefined where it has none, or the logs do not. */
export function linesLink(facts: Facts, cause: Cause): StatedLink | undefined {
  const all = facts.snapshot.logs.flatMap((log) => log.tallies);
  const [most] = cause.counted
    .map(({ message }) => all.filter((tally) => tally.message === message))
    .filter((tallies) => tallies.length > 0)
    .sort((a, b) => countLines(b) - countLines(a));
  return most === undefined ? undefined : tallyLink(most);
}

/** How many lines, from when to when, with some of them. */
export function tallyLink(tallies: readonly LogTally[]): StatedLink {
  const times = tallies
    .flatMap(({ firstAtMs, lastAtMs }) => [firstAtMs, lastAtMs])
    .filter((time) => time !== undefined);
  return provenLink(
    'logs',
    {
      kind: 'log-lines',
      lines: countLines(tallies),
      containers: new Set(tallies.flatMap(({ containerId }) => containerId ?? [])).size,
      ...defined({
        fromMs: times.length === 0 ? undefined : Math.min(...times),
        toMs: times.length === 0 ? undefined : Math.max(...times),
      }),
    },
    [...tallies].sort((a, b) => b.count - a.count).map((tally) => tally.last),
  );
}

/** All lines of some tallies. */
export function countLines(tallies: readonly LogTally[]): number {
  return tallies.reduce((sum, tally) => sum + tally.count, 0);
}
