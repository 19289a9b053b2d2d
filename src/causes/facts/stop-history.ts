/**
 * Which container is told to stop again and again, by whom, how often, since when. Several messages tell of the same stop
 * (kubelet's own line, dockerd's API line, "using the force"), so counts of different messages are never added.
 */
import type { LogFile, LogTally } from '../../model/log.ts';

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
  /** `kubelet`, `docker-api`, `cri`: who asked, as far as the messages tell. */
  readonly callers: readonly string[];
  readonly firstAtMs?: number;
  readonly lastAtMs?: number;
}

/** Roles of messages of which one line stands for one stop, if it does not echo another message. */
const ONE_PER_STOP: ReadonlySet<string | undefined> = new Set([
  'stop-attempt',
  'stop-request',
  'stop-escalated',
  'stop-answered-with-error',
  'stop-failed',
  'kill-request',
  'delete-request',
]);
/** `docker kill -s HUP` does not ask a container to die, and TERM makes some only read their configuration anew. */
const LETHAL_SIGNAL = /^(?:SIG)?(?:KILL|9)$/i;
/** `docker rm` without force does nothing to a container that runs. */
const FORCED = /^(?:1|true)$/i;

/** Stop histories by container id, from all logs. */
export function findStopHistories(logs: readonly LogFile[]): ReadonlyMap<string, StopHistory> {
  const byContainer = new Map<string, LogTally[]>();
  for (const tally of logs.flatMap((log) => log.tallies)) {
    if (tally.containerId === undefined || !standsForOneStop(tally)) continue;
    byContainer.set(tally.containerId, [...(byContainer.get(tally.containerId) ?? []), tally]);
  }
  return new Map(
    [...byContainer]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([containerId, tallies]) => [containerId, describeHistory(containerId, tallies)]),
  );
}

function standsForOneStop({ role, fields }: LogTally): boolean {
  if (!ONE_PER_STOP.has(role)) return false;
  if (role === 'delete-request') return FORCED.test(fields['force'] ?? '');
  return role !== 'kill-request' || LETHAL_SIGNAL.test(fields['signal'] ?? 'KILL');
}

function describeHistory(containerId: string, all: readonly LogTally[]): StopHistory {
  // A line that repeats what another one says counts only where the other one is missing.
  const told = new Set(all.map((tally) => tally.message));
  const tallies = all.filter((tally) => tally.echoes === undefined || !told.has(tally.echoes));
  const counts = [...new Set(tallies.map((tally) => tally.message))]
    .map((message) =>
      countMessage(
        message,
        tallies.filter((tally) => tally.message === message),
      ),
    )
    .sort((a, b) => b.count - a.count || (a.message < b.message ? -1 : 1));
  const times = tallies
    .flatMap((tally) => [tally.firstAtMs, tally.lastAtMs])
    .filter((time) => time !== undefined);
  const callers = tallies.map((tally) => tally.caller).filter((caller) => caller !== undefined);
  return {
    containerId,
    stops: counts[0]?.count ?? 0,
    counts,
    callers: [...new Set(callers)].sort(),
    ...(times.length === 0 ? {} : { firstAtMs: Math.min(...times), lastAtMs: Math.max(...times) }),
  };
}

function countMessage(message: string, tallies: readonly LogTally[]): StopCount {
  return {
    message,
    role: tallies[0]?.role ?? '',
    count: tallies.reduce((sum, tally) => sum + tally.count, 0),
    tallies,
  };
}
