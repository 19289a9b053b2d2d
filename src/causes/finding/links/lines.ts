import type { Cause } from '../../../model/cause.ts';
import type { ChainLink } from '../../../model/diagnosis.ts';
import type { LogTally } from '../../../model/log.ts';
import { formatTime } from '../../../wording/figures.ts';
import { counted } from '../../../wording/phrases.ts';
import type { Facts } from '../../facts/facts.ts';
import { provenLink } from './link.ts';

/** Lines in the logs that go with a cause, of the message with most of them; undefined where it has none, or the logs do not. */
export function linesLink(facts: Facts, cause: Cause): ChainLink | undefined {
  const all = facts.snapshot.logs.flatMap((log) => log.tallies);
  const [most] = cause.counted
    .map(({ message }) => all.filter((tally) => tally.message === message))
    .filter((tallies) => tallies.length > 0)
    .sort((a, b) => countLines(b) - countLines(a));
  return most === undefined ? undefined : describeLines(most);
}

/** How many lines, from when to when, with the words of some. */
export function describeLines(tallies: readonly LogTally[]): ChainLink {
  const lines = countLines(tallies);
  const containers = new Set(tallies.flatMap(({ containerId }) => containerId ?? [])).size;
  const times = tallies
    .flatMap(({ firstAtMs, lastAtMs }) => [firstAtMs, lastAtMs])
    .filter((time) => time !== undefined);
  const iso = (ms: number): string => formatTime(new Date(ms).toISOString());
  const when = times.length === 0 ? '' : `, from ${iso(Math.min(...times))} to ${iso(Math.max(...times))}`;
  const about = containers === 0 ? '' : ` about ${counted(containers, 'container')}`;
  return provenLink(
    'logs',
    `The logs say so in ${counted(lines, 'line')}${about}${when}.`,
    [...tallies].sort((a, b) => b.count - a.count).map((tally) => tally.last),
  );
}

function countLines(tallies: readonly LogTally[]): number {
  return tallies.reduce((sum, tally) => sum + tally.count, 0);
}
