import type { LogFile, LogTally } from '../../model/log.ts';
import { tellsOfStop } from '../diagnosis/history/tells-of-stop.ts';
import type { StopSeries } from './report-data.ts';

const MOST_CONTAINERS = 200;
const MOST_MESSAGES = 12;

/** The lines about stops, by container; those with most lines first. */
export function reportStops(logs: readonly LogFile[]): StopSeries[] {
  const byContainer = new Map<string, LogTally[]>();
  for (const tally of logs.flatMap(({ tallies }) => tallies)) {
    if (tally.containerId === undefined || !tellsOfStop(tally)) continue;
    const known = byContainer.get(tally.containerId);
    if (known === undefined) byContainer.set(tally.containerId, [tally]);
    else known.push(tally);
  }
  return [...byContainer]
    .map(([container, tallies]) => ({
      container,
      messages: tallies
        .map(reportMessage)
        .sort((a, b) => b.count - a.count || (a.message < b.message ? -1 : 1))
        .slice(0, MOST_MESSAGES),
    }))
    .sort(
      (a, b) =>
        (b.messages[0]?.count ?? 0) - (a.messages[0]?.count ?? 0) || (a.container < b.container ? -1 : 1),
    )
    .slice(0, MOST_CONTAINERS);
}

function reportMessage({
  containerId: _container,
  fields: _fields,
  echoes: _echoes,
  samples = [],
  ...tally
}: LogTally): StopSeries['messages'][number] {
  return { ...tally, samples };
}
