import type { ChainLink } from '../../../model/diagnosis.ts';
import { formatTime } from '../../../wording/figures.ts';
import { counted, listed, nameOf } from '../../../wording/phrases.ts';
import type { Facts } from '../../facts/facts.ts';
import type { StopHistory } from '../../facts/stop-history.ts';
import { provenLink, unknownLink } from './link.ts';

/** Which containers are stopped again and again, by whom, how often, since when. */
export function logsLink(facts: Facts, containerIds: readonly string[]): ChainLink {
  const histories = containerIds
    .map((id) => facts.stops.get(id))
    .filter((history) => history !== undefined)
    .sort((a, b) => b.stops - a.stops || (a.containerId < b.containerId ? -1 : 1));
  if (facts.snapshot.logs.length === 0)
    return unknownLink(
      'logs',
      'Who stops what, and how often, is not known: no log could be read (journalctl -u kubelet -u docker).',
    );
  if (histories.length === 0)
    return unknownLink(
      'logs',
      `The logs say nothing of stops of ${containerIds.length === 1 ? 'this container' : 'these containers'}.`,
    );
  const total = histories.reduce((sum, history) => sum + history.stops, 0);
  const each = histories.map((history) => `${podOf(facts, history)} ${counted(history.stops, 'time')}`);
  const first = Math.min(...histories.map((history) => history.firstAtMs ?? Number.POSITIVE_INFINITY));
  const last = Math.max(...histories.map((history) => history.lastAtMs ?? Number.NEGATIVE_INFINITY));
  const when = Number.isFinite(first) && Number.isFinite(last) ? `, from ${iso(first)} to ${iso(last)}` : '';
  const [only, ...more] = histories;
  const whom =
    more.length === 0 && only
      ? `${podOf(facts, only)} was`
      : `${counted(histories.length, 'container')} were`;
  const divided = more.length === 0 ? '' : `: ${listed(each)}`;
  const say = `${whom} told to stop ${counted(total, 'time')}${whoAsked(histories)}${when}${divided}.`;
  return provenLink(
    'logs',
    say,
    histories.flatMap((history) => history.counts.slice(0, 2).map((count) => count.tallies[0]?.first)),
  );
}

/** Who asked. The docker API is only the way by which kubelet comes, so it counts when nobody else is known. */
function whoAsked(histories: readonly StopHistory[]): string {
  const callers = new Set(histories.flatMap((history) => history.callers));
  if (callers.has('kubelet')) return ' by kubelet';
  if (callers.has('cri')) return ' through the CRI';
  return callers.has('docker-api') ? ' through the docker API' : '';
}

function podOf(facts: Facts, history: StopHistory): string {
  return nameOf(facts.containers.get(history.containerId) ?? { id: history.containerId });
}

function iso(ms: number): string {
  return formatTime(new Date(ms).toISOString());
}
