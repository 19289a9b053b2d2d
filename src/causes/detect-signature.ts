/**
 * Finds a cause that its goroutines give away, as the knowledge file describes them: counts occurrences, tells containers
 * apart, holds the sockets and the logs against them, and says how sure that is.
 */
import type { Cause } from '../model/cause.ts';
import type { Confidence, Finding, FindingContainer, Severity } from '../model/diagnosis.ts';
import { formatCount } from '../wording/figures.ts';
import { counted, listed, nameOf } from '../wording/phrases.ts';
import { servesHttp } from './api-call.ts';
import { adviseFromKnowledge } from './advice.ts';
import { hasEnded } from './container-state.ts';
import type { Facts } from './facts.ts';
import { findGrowth } from './growth.ts';
import { descriptorsLink } from './links/descriptors.ts';
import { eventsLink } from './links/events.ts';
import { goroutinesLink } from './links/goroutines.ts';
import { heapLink } from './links/heap.ts';
import { logsLink } from './links/logs.ts';
import { symptomLink } from './links/symptom.ts';
import { isAffected, versionLink } from './links/version.ts';
import { countLogged, type LoggedOccurrences } from './logged-occurrences.ts';
import { matchSignature, type SignatureMatch } from './match-signature.ts';
import { nameContainers, type NamedContainer } from './name-containers.ts';
import { completeProfile, tornDump } from './profile.ts';

/** From so many occurrences on the daemon itself is in danger, not only one request. */
const MANY = 10;
/** A caller that asks every two minutes, for the longest grace period that is usual: an hour. */
const MOST_IN_GRACE = 30;

/** The finding for a cause with a signature; undefined when it is not there or is the daemon's ordinary work. */
export function detectSignature(facts: Facts, cause: Cause): Finding | undefined {
  const daemonName = cause.daemon;
  if (daemonName === undefined || cause.groups.length === 0) return undefined;
  const profile = completeProfile(facts.snapshot, daemonName);
  const daemon = facts.daemons.get(daemonName);
  const affected = isAffected(cause, daemon?.version);
  if (profile === undefined || affected === false) return undefined;

  const torn = tornDump(facts.snapshot, daemonName);
  const match = (role: 'primary' | 'pair'): SignatureMatch | undefined => {
    const group = cause.groups.find((one) => one.role === role);
    const found = group && matchSignature(profile, group, daemon?.version);
    const detail = group && torn && matchSignature(torn, group, daemon?.version);
    return found && detail ? { ...found, waits: detail.waits, conditions: detail.conditions } : found;
  };
  const primary = match('primary');
  if (primary === undefined || !isSuspicious(facts, cause, primary)) return undefined;
  const pair = shareOfPairs(match('pair'), primary.count);
  const allLogged = countLogged(facts, cause);
  if (primary.conditions === 'open' && allLogged.total === 0 && allLogged.others > 0) return undefined;
  const named = nameContainers(primary.containers, namingCandidates(facts, allLogged));
  const containers = describeContainers(facts, named, allLogged, pair !== undefined);
  const logged =
    containers.length === 0
      ? allLogged
      : countLogged(facts, cause, new Set(containers.map((container) => container.id)));
  const sockets = heldSockets(facts, daemonName, primary);
  const stops = primary.count;
  const growth = findGrowth({
    ...(facts.capturedAtMs === undefined ? {} : { capturedAtMs: facts.capturedAtMs }),
    waits: primary.waits,
    ...(logged.span === undefined ? {} : { logged: logged.span }),
    ...(daemon?.descriptors === undefined ? {} : { descriptors: daemon.descriptors.total }),
    ...(daemon?.descriptorLimit === undefined ? {} : { limit: daemon.descriptorLimit }),
    descriptorsPerOccurrence: cause.cost?.descriptors ?? 0,
  });
  return {
    cause: cause.id,
    title: cause.title,
    severity: weigh(facts, primary, allLogged),
    confidence: judge(affected, primary, sockets, logged, named),
    summary: summarise(stops, containers, primary, pair),
    because: [],
    counts: {
      goroutines: stops + (pair?.count ?? 0),
      ...(sockets === undefined ? {} : { sockets, fds: sockets }),
      ...(cause.cost === undefined ? {} : { bytes: cause.cost.bytes * stops }),
    },
    containers,
    tasks: [],
    clients: [],
    ...(growth === undefined ? {} : { growth }),
    chain: [
      symptomLink(facts, daemonName),
      descriptorsLink(facts, daemonName),
      heapLink(facts, daemonName),
      goroutinesLink(primary, pair, named),
      eventsLink(facts),
      logsLink(
        facts,
        containers.map((container) => container.id),
      ),
      versionLink(facts, cause, daemonName),
    ],
    remedies: adviseFromKnowledge(cause, daemon, containers),
    refutedBy: cause.refutes,
  };
}

/**
 * What is neither in the arguments nor in the logs may be stops with a long grace period, of which there are some for each
 * container at a time; only far more of them weigh.
 */
function weigh(facts: Facts, primary: SignatureMatch, logged: LoggedOccurrences): Severity {
  if (primary.conditions === 'met' || logged.total > 0) return primary.count >= MANY ? 'critical' : 'warning';
  return primary.count > MOST_IN_GRACE * Math.max(1, facts.containers.size) ? 'warning' : 'info';
}

function isSuspicious(facts: Facts, cause: Cause, primary: SignatureMatch): boolean {
  const { perContainer, olderThanMinutes, count } = cause.suspicion;
  const most = Math.max(0, ...[...primary.containers.values()].map((tally) => tally.count));
  const oldest = Math.max(0, ...primary.waits.keys());
  if (perContainer !== undefined && most >= perContainer) return true;
  if (olderThanMinutes !== undefined && oldest >= olderThanMinutes) return true;
  if (count === undefined || primary.containers.size > 0) return false;
  // While a node is drained every container is being stopped, and its caller may have asked twice.
  return primary.count >= count && primary.count > 2 * facts.containers.size;
}

/** Others wait in the same place (docker wait, attach): a cause takes no more of the pairs than it has goroutines. */
function shareOfPairs(pair: SignatureMatch | undefined, primaries: number): SignatureMatch | undefined {
  return pair && { ...pair, count: Math.min(pair.count, primaries) };
}

/** Each goroutine that serves an HTTP connection holds its socket; there cannot be more than the sockets that were seen. */
function heldSockets(facts: Facts, daemonName: string, primary: SignatureMatch): number | undefined {
  const connections = facts.connections.get(daemonName);
  if (connections === undefined) return undefined;
  const serving = primary.groups
    .filter((group) => servesHttp(group.frames))
    .reduce((sum, group) => sum + group.count, 0);
  return Math.min(primary.count, serving, connections.goneCount + connections.livingCount);
}

/** Proven: the version has the flaw, the arguments are as they must be, and another source has the same figure. */
function judge(
  affected: boolean | undefined,
  primary: SignatureMatch,
  sockets: number | undefined,
  logged: LoggedOccurrences,
  named: readonly NamedContainer[],
): Confidence {
  const enough = primary.count * 0.9;
  const agreed = (sockets !== undefined && sockets >= enough) || logged.total >= enough;
  if (primary.conditions === 'open') return logged.total > 0 ? 'likely' : 'possible';
  return affected === true && agreed && named.every(({ by }) => by !== 'order') ? 'proven' : 'likely';
}

function namingCandidates(
  facts: Facts,
  logged: LoggedOccurrences,
): { id: string; counts: readonly number[] }[] {
  const ids = new Set([...logged.byContainer.keys(), ...facts.stops.keys()]);
  for (const task of facts.snapshot.tasks?.blocked ?? [])
    if (task.containerId !== undefined) ids.add(task.containerId);
  // The exit of a container that the daemon knows to have ended has been seen, and has released whoever waited for it.
  return [...ids]
    .filter((id) => !hasEnded(facts.containers.get(id)))
    .map((id) => ({
      id,
      counts: [
        ...(logged.byContainer.get(id) ?? []),
        ...(facts.stops.get(id)?.counts.map(({ count }) => count) ?? []),
      ],
    }));
}

/** The containers of the goroutines; where the profile does not tell them, those of the logs. */
function describeContainers(
  facts: Facts,
  named: readonly NamedContainer[],
  logged: LoggedOccurrences,
  paired: boolean,
): readonly FindingContainer[] {
  const told = named.flatMap((one) =>
    one.id === undefined
      ? []
      : [{ id: one.id, stops: one.goroutines, goroutines: one.goroutines * (paired ? 2 : 1) }],
  );
  const containers =
    named.length > 0
      ? told
      : [...logged.byContainer]
          .map(([id, counts]) => ({ id, stops: Math.max(0, ...counts) }))
          .filter(({ id, stops }) => stops > 0 && !hasEnded(facts.containers.get(id)));
  return containers
    .map((container) => {
      const known = facts.containers.get(container.id);
      return {
        ...container,
        ...(known?.name === undefined ? {} : { name: known.name }),
        ...(known?.pod === undefined ? {} : { pod: known.pod }),
      };
    })
    .sort((a, b) => b.stops - a.stops || (a.id < b.id ? -1 : 1));
}

function summarise(
  stops: number,
  containers: readonly FindingContainer[],
  primary: SignatureMatch,
  pair: SignatureMatch | undefined,
): string {
  const whose = containers.length === 0 ? '' : ` of ${listed(containers.map(nameOf), 3)}`;
  const goroutines = formatCount(primary.count + (pair?.count ?? 0));
  const waiting = `${counted(stops, 'stop')}${whose} ${stops === 1 ? 'waits' : 'wait'} in ${primary.profile.daemon}`;
  if (primary.conditions === 'open') return `${waiting}, perhaps without a limit: ${goroutines} goroutines.`;
  return `${waiting} and will not end by ${stops === 1 ? 'itself' : 'themselves'}: ${goroutines} goroutines.`;
}
