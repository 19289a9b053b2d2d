/**
 * Finds a cause that its goroutines give away, as the knowledge file describes them: counts occurrences, tells containers
 * apart, holds the sockets and the logs against them, and says how sure that is.
 */
import type { Cause } from '../model/cause.ts';
import type { Confidence, Finding, FindingContainer, Severity } from '../model/diagnosis.ts';
import type { Daemon } from '../model/daemon.ts';
import { formatCount, formatDuration } from '../wording/figures.ts';
import { counted, listed, nameOf } from '../wording/phrases.ts';
import { servesHttp } from './api-call.ts';
import { adviseFromKnowledge } from './advice.ts';
import { findAffectedContainers, type AffectedContainers } from './affected-containers.ts';
import { versionOf, type Facts } from './facts.ts';
import { countGoneClients } from './gone-clients.ts';
import { findGrowth } from './growth.ts';
import { descriptorsLink } from './links/descriptors.ts';
import { eventsLink } from './links/events.ts';
import { goroutinesLink } from './links/goroutines.ts';
import { heapLink } from './links/heap.ts';
import { linesLink } from './links/lines.ts';
import { logsLink } from './links/logs.ts';
import { symptomLink } from './links/symptom.ts';
import { isAffected, versionLink } from './links/version.ts';
import type { LoggedOccurrences } from './logged-occurrences.ts';
import { matchRole, type SignatureMatch } from './match-signature.ts';
import { completeProfile, tornDump } from './profile.ts';
import { isSuspicious } from './suspicion.ts';

/** From so many occurrences on the daemon itself is in danger, not only one request. */
const MANY = 10;

/** The goroutines of a cause in one daemon. */
interface Sighting {
  readonly daemonName: string;
  readonly primary: SignatureMatch;
  readonly pair?: SignatureMatch;
  readonly also?: SignatureMatch;
  /** Clients that are certainly gone; absent where that is unknown. */
  readonly goneClients?: number;
}

/** The finding for a cause with a signature; undefined when it is not there or is the daemon's ordinary work. */
export function detectSignature(facts: Facts, cause: Cause): Finding | undefined {
  const sighting = see(facts, cause);
  return sighting && describe(facts, cause, sighting);
}

function see(facts: Facts, cause: Cause): Sighting | undefined {
  const daemonName = cause.daemon;
  if (daemonName === undefined || !cause.groups.some(({ role }) => role === 'primary')) return undefined;
  const profile = completeProfile(facts.snapshot, daemonName);
  const version = versionOf(facts, daemonName);
  if (profile === undefined || isAffected(cause, version) === false) return undefined;

  const torn = tornDump(facts.snapshot, daemonName);
  const match = (role: 'primary' | 'pair' | 'also'): SignatureMatch | undefined => {
    const found = matchRole(profile, cause, role, version);
    const detail = found && torn && matchRole(torn, cause, role, version);
    return found && detail ? { ...found, waits: detail.waits, conditions: detail.conditions } : found;
  };
  const primary = match('primary');
  if (primary === undefined) return undefined;
  const needed = cause.groups.filter(({ role }) => role === 'needed');
  if (
    needed.some((group) => matchRole(profile, { ...cause, groups: [group] }, 'needed', version) === undefined)
  )
    return undefined;
  const goneClients = countGoneClients(facts, daemonName, primary);
  const gone = goneClients === undefined ? {} : { goneClients };
  if (!isSuspicious(cause, primary, { containerCount: facts.containers.size, ...gone })) return undefined;
  const pair = shareOfPairs(match('pair'), primary.count);
  const also = match('also');
  return {
    daemonName,
    primary,
    ...(pair === undefined ? {} : { pair }),
    ...(also === undefined ? {} : { also }),
    ...gone,
  };
}

function describe(facts: Facts, cause: Cause, sighting: Sighting): Finding {
  const { daemonName, primary, pair, also } = sighting;
  const daemon = facts.daemons.get(daemonName);
  const affected = findAffectedContainers(facts, cause, primary, pair !== undefined);
  const { containers, logged } = affected;
  const sockets = heldSockets(facts, cause, sighting);
  const occurrences = primary.count;
  const growth = cause.kind === 'leak' ? growthOf(facts, cause, daemon, primary, logged) : undefined;
  const confidence = judge(facts, cause, sighting, sockets, logged);
  return {
    cause: cause.id,
    title: cause.title,
    severity: weigh(cause, occurrences),
    confidence,
    summary: summarise(cause, sighting, containers),
    because: [],
    counts: {
      goroutines: occurrences + (pair?.count ?? 0) + (also?.count ?? 0),
      ...(sockets === undefined ? {} : { sockets, fds: sockets }),
      ...(cause.cost === undefined ? {} : { bytes: cause.cost.bytes * occurrences }),
    },
    containers,
    tasks: [],
    clients: [],
    ...(growth === undefined ? {} : { growth }),
    chain: chainOf(facts, cause, sighting, affected),
    remedies: adviseFromKnowledge(cause, daemon, containers),
    refutedBy: cause.refutes,
  };
}

function chainOf(
  facts: Facts,
  cause: Cause,
  { daemonName, primary, pair, also }: Sighting,
  { named, containers }: AffectedContainers,
): Finding['chain'] {
  const holdsSockets = (cause.cost?.descriptors ?? 0) > 0;
  const stops = cause.occurrence === 'stop';
  const lines = stops
    ? logsLink(
        facts,
        containers.map((container) => container.id),
      )
    : linesLink(facts, cause);
  return [
    symptomLink(facts, daemonName),
    ...(holdsSockets ? [descriptorsLink(facts, daemonName)] : []),
    ...(cause.kind === 'leak' ? [heapLink(facts, daemonName)] : []),
    goroutinesLink(cause.occurrence, primary, pair ?? also, named),
    ...(stops ? [eventsLink(facts)] : []),
    ...(lines === undefined ? [] : [lines]),
    versionLink(facts, cause, daemonName),
  ];
}

function growthOf(
  facts: Facts,
  cause: Cause,
  daemon: Daemon | undefined,
  primary: SignatureMatch,
  logged: LoggedOccurrences,
): Finding['growth'] {
  return findGrowth({
    ...(facts.capturedAtMs === undefined ? {} : { capturedAtMs: facts.capturedAtMs }),
    waits: primary.waits,
    ...(logged.span === undefined ? {} : { logged: logged.span }),
    ...(daemon?.descriptors === undefined ? {} : { descriptors: daemon.descriptors.total }),
    ...(daemon?.descriptorLimit === undefined ? {} : { limit: daemon.descriptorLimit }),
    descriptorsPerOccurrence: cause.cost?.descriptors ?? 0,
  });
}

/** Others wait in the same place (docker wait, attach): a cause takes no more of the pairs than it has goroutines. */
function shareOfPairs(pair: SignatureMatch | undefined, primaries: number): SignatureMatch | undefined {
  return pair && { ...pair, count: Math.min(pair.count, primaries) };
}

/**
 * Each goroutine that serves an HTTP connection holds its socket; there cannot be more than the sockets that were seen. Where only
 * those without a client are a fault, only they count.
 */
function heldSockets(
  facts: Facts,
  cause: Cause,
  { daemonName, primary, goneClients }: Sighting,
): number | undefined {
  const connections = facts.connections.get(daemonName);
  if (connections === undefined || (cause.cost?.descriptors ?? 0) === 0) return undefined;
  if (cause.suspicion.every((one) => one.goneClients !== undefined)) return goneClients;
  const serving = primary.groups
    .filter((group) => servesHttp(group.frames))
    .reduce((sum, group) => sum + group.count, 0);
  return Math.min(primary.count, serving, connections.goneCount + connections.livingCount);
}

function weigh(cause: Cause, occurrences: number): Severity {
  if (cause.kind === 'lookalike' || cause.atMost === 'info') return 'info';
  return cause.kind === 'leak' && cause.atMost === undefined && occurrences >= MANY ? 'critical' : 'warning';
}

/** Proven: the version has the flaw, the arguments are as they must be, and another source has the same figure. */
function judge(
  facts: Facts,
  cause: Cause,
  { daemonName, primary }: Sighting,
  sockets: number | undefined,
  logged: LoggedOccurrences,
): Confidence {
  if (cause.kind === 'lookalike' || cause.atMost === 'info') return 'possible';
  const enough = primary.count * 0.9;
  const agreed = (sockets !== undefined && sockets >= enough) || logged.total >= enough;
  if (primary.conditions === 'open') return logged.total > 0 ? 'likely' : 'possible';
  return isAffected(cause, versionOf(facts, daemonName)) === true && agreed ? 'proven' : 'likely';
}

function summarise(
  cause: Cause,
  { daemonName, primary, pair, also }: Sighting,
  containers: readonly FindingContainer[],
): string {
  const { count } = primary;
  const whose = containers.length === 0 ? '' : ` of ${listed(containers.map(nameOf), 3)}`;
  const goroutines = formatCount(count + (pair?.count ?? 0) + (also?.count ?? 0));
  const waits = count === 1 ? 'waits' : 'wait';
  const those = counted(count, cause.occurrence);
  if (cause.occurrence === 'stop')
    return `${those}${whose} ${waits} in ${daemonName} and will not end by ${count === 1 ? 'itself' : 'themselves'}: ${goroutines} goroutines.`;
  const oldest = Math.max(0, ...primary.waits.keys());
  const since = oldest === 0 ? '' : `, ${count === 1 ? '' : 'the oldest '}for ${formatDuration(oldest * 60)}`;
  const all = goroutines === formatCount(count) ? '' : `: ${goroutines} goroutines`;
  return `${those}${whose} ${waits} in ${daemonName}${since}${all}.`;
}
