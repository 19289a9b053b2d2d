/**
 * Which container is told to stop again and again, by whom, how often, since when. Several messages tell of the same stop
 * (kubelet's own line, dockerd's API line, "using the force"), so counts of different messages are never added.
 */
import type { LogTally } from '../model/log.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { LogMessageDefinition, LogRole } from '../parse/log/log-message-definition.ts';

/** One message about one container, over all its fields. */
export interface StopCount {
  readonly message: string;
  readonly role: string;
  readonly count: number;
  readonly tallies: readonly LogTally[];
}

export interface StopHistory {
  readonly containerId: string;
  /** How often a stop was asked for: the largest count among the messages that stand for one stop each. */
  readonly stops: number;
  /** Most lines first. */
  readonly counts: readonly StopCount[];
  /** `kubelet`, `docker API`, …: who asked, as far as the messages tell. */
  readonly callers: readonly string[];
  readonly firstAtMs?: number;
  readonly lastAtMs?: number;
}

/** Roles of messages of which one line stands for one stop, if it does not echo another message. */
const ONE_PER_STOP: ReadonlySet<LogRole> = new Set([
  'stop-attempt',
  'stop-request',
  'stop-escalated',
  'stop-answered-with-error',
  'stop-failed',
  'kill-request',
  'delete-request',
]);
/** `docker kill -s HUP` does not ask a container to die. */
const LETHAL_SIGNAL = /^(?:SIG)?(?:KILL|TERM|9|15)$/i;

/** Stop histories by container id, from all logs. */
export function findStopHistories(
  snapshot: Snapshot,
  messages: readonly LogMessageDefinition[],
): ReadonlyMap<string, StopHistory> {
  const definitions = new Map(messages.map((message) => [message.id, message]));
  const byContainer = new Map<string, Map<string, LogTally[]>>();
  for (const tally of snapshot.logs.flatMap((log) => log.tallies)) {
    const definition = definitions.get(tally.message);
    if (tally.containerId === undefined || definition === undefined || !standsForOneStop(definition, tally)) continue;
    const byMessage = byContainer.get(tally.containerId) ?? new Map<string, LogTally[]>();
    byMessage.set(tally.message, [...(byMessage.get(tally.message) ?? []), tally]);
    byContainer.set(tally.containerId, byMessage);
  }
  return new Map(
    [...byContainer]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([containerId, byMessage]) => [containerId, describeHistory(containerId, byMessage, definitions)]),
  );
}

function standsForOneStop(definition: LogMessageDefinition, tally: LogTally): boolean {
  if (!ONE_PER_STOP.has(definition.role) || definition.echoes !== undefined) return false;
  const signal = tally.fields['signal'];
  return definition.role !== 'kill-request' || signal === undefined || LETHAL_SIGNAL.test(signal);
}

function describeHistory(
  containerId: string,
  byMessage: ReadonlyMap<string, readonly LogTally[]>,
  definitions: ReadonlyMap<string, LogMessageDefinition>,
): StopHistory {
  const counts = [...byMessage]
    .map(([message, tallies]) => ({
      message,
      role: definitions.get(message)?.role ?? '',
      count: tallies.reduce((sum, tally) => sum + tally.count, 0),
      tallies,
    }))
    .sort((a, b) => b.count - a.count || (a.message < b.message ? -1 : 1));
  const times = counts.flatMap(({ tallies }) => tallies.flatMap((tally) => [tally.firstAtMs, tally.lastAtMs]));
  const known = times.filter((time) => time !== undefined);
  const callers = new Set(counts.map(({ message }) => definitions.get(message)?.caller).filter((caller) => caller !== undefined));
  return {
    containerId,
    stops: counts[0]?.count ?? 0,
    counts,
    callers: [...callers].sort(),
    ...(known.length === 0 ? {} : { firstAtMs: Math.min(...known), lastAtMs: Math.max(...known) }),
  };
}
