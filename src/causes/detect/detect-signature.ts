/**
 * Finds a cause that its goroutines give away, as the knowledge file describes them: counts occurrences, tells containers
 * apart, holds the sockets and the logs against them, and says how sure that is.
 */
import type { Cause } from '../../model/cause.ts';
import type { ContainerRef } from '../../model/container-ref.ts';
import { defined } from '../../model/defined.ts';
import type { Confidence, FindingContainer, Growth, Severity } from '../../model/diagnosis.ts';
import type { StatedFinding, StatedLink } from '../../model/stated-finding.ts';
import type { Statement } from '../../model/statement.ts';
import { adviseFromKnowledge } from '../finding/advice.ts';
import { adviseForBackends } from '../finding/backend-advice.ts';
import { findAffectedContainers, type AffectedContainers } from '../finding/affected-containers.ts';
import { versionOf, type Facts } from '../facts/facts.ts';
import { findGrowth } from '../finding/growth/find-growth.ts';
import { readLoggedCourses } from '../finding/growth/logged-courses.ts';
import { limitsOf } from '../finding/growth/limits-of.ts';
import { findHeldMemory, type HeldMemory, type Holding } from '../heap/held-memory.ts';
import { blockedIn } from '../finding/blocked-in.ts';
import { backendLink } from '../finding/links/backend.ts';
import { descriptorsLink } from '../finding/links/descriptors.ts';
import { eventsLink } from '../finding/links/events.ts';
import { goroutinesLink } from '../finding/links/goroutines.ts';
import { heapLink } from '../finding/links/heap.ts';
import { linesLink } from '../finding/links/lines.ts';
import { logsLink } from '../finding/links/logs.ts';
import { symptomLink } from '../finding/links/symptom.ts';
import { describeTask, tasksLink } from '../finding/links/tasks.ts';
import { isAffected, versionLink } from '../finding/links/version.ts';
import { countLogged, type LoggedOccurrences } from '../facts/logged-occurrences.ts';
import type { SignatureMatch } from '../match/match-signature.ts';
import type { NamedContainer } from '../finding/name-containers.ts';
import { buildFinding } from '../finding/build-finding.ts';
import { findShare, type Share } from '../ledger/ledger.ts';
import { ownSighting } from '../ledger/own-sighting.ts';
import type { Sighting } from '../match/sighting.ts';
import type { Seen } from './see-causes.ts';

/** From so many occurrences on the daemon itself is in danger, not only one request. */
const MANY = 10;
/** A caller that asks every two minutes, for the longest grace period that is usual: an hour. */
const MOST_IN_GRACE = 30;

/** The finding for a cause that was seen by its signature; undefined when its goroutines are another cause's. */
export function detectSignature(
  facts: Facts,
  cause: Cause,
  { sightings, ledgers }: Pick<Seen, 'sightings' | 'ledgers'>,
): StatedFinding | undefined {
  const seen = sightings.get(cause.id);
  const share = findShare(ledgers, cause.id);
  const sighting = seen && share && ownSighting(seen, share, cause, versionOf(facts, seen.daemonName));
  if (sighting === undefined || share === undefined) return undefined;
  const logged = countLogged(facts, cause);
  if (sighting.primary.conditions === 'open' && logged.total === 0 && logged.others > 0) return undefined;
  return describe(facts, cause, sighting, share, logged);
}

function describe(
  facts: Facts,
  cause: Cause,
  sighting: Sighting,
  share: Share,
  allLogged: LoggedOccurrences,
): StatedFinding {
  const { daemonName, primary, pair } = sighting;
  const { goroutines } = share;
  const daemon = facts.daemons.get(daemonName);
  const affected = findAffectedContainers(facts, cause, primary, goroutines, allLogged);
  const { containers } = affected;
  const sockets = heldSockets(facts, cause, sighting, share);
  const occurrences = primary.count;
  const holding: Holding = {
    connections: sockets ?? 0,
    goroutines,
    ...defined({
      uses: pair && ['state-wait'],
      usualBytes: cause.cost && cause.cost.bytes * occurrences,
    }),
  };
  const memory = cause.cost && findHeldMemory(facts, daemonName, holding);
  const growth = cause.kind === 'leak' ? growthOf(facts, cause, primary, containers) : undefined;
  const confidence = judge(facts, cause, sighting, sockets, affected);
  const blocked = cause.occurrence === 'exec' ? blockedIn(facts, containers) : [];
  return buildFinding(cause, {
    severity: weigh(facts, cause, primary, allLogged),
    confidence,
    summary: summarise(cause, sighting, share, containers),
    counts: { goroutines, sockets, fds: sockets, bytes: memory?.bytes },
    containers,
    tasks: blocked.map(describeTask),
    growth,
    chain: [
      ...chainOf(facts, cause, sighting, share, affected, memory && { holding, memory }),
      ...(blocked.length === 0 ? [] : [tasksLink(blocked, []), backendLink(facts, blocked)]),
    ],
    remedies: [...adviseForBackends(blocked), ...adviseFromKnowledge(facts, cause, daemon, containers)],
  });
}

function chainOf(
  facts: Facts,
  cause: Cause,
  { daemonName, primary }: Sighting,
  share: Share,
  { named, containers }: AffectedContainers,
  held: { readonly holding: Holding; readonly memory: HeldMemory } | undefined,
): readonly StatedLink[] {
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
    ...(cause.kind === 'leak' ? [heapLink(facts, daemonName, held)] : []),
    goroutinesLink(cause.occurrence, primary, share, named),
    ...(stops ? [eventsLink(facts, cause.kind === 'leak' ? containers : [])] : []),
    ...(lines === undefined ? [] : [lines]),
    versionLink(facts, cause, daemonName),
  ];
}

function growthOf(
  facts: Facts,
  cause: Cause,
  primary: SignatureMatch,
  containers: readonly FindingContainer[],
): Growth | undefined {
  return findGrowth({
    ...limitsOf(facts, cause.daemon),
    waits: primary.waits,
    logged: readLoggedCourses(facts, cause, new Set(containers.map(({ id }) => id))),
    occurrences: primary.count,
    descriptorsPerOccurrence: cause.cost?.descriptors ?? 0,
  });
}

/**
 * Each goroutine that serves an HTTP connection holds its socket; there cannot be more than the sockets that were seen. Where only
 * those without a client are a fault, only they count.
 */
function heldSockets(
  facts: Facts,
  cause: Cause,
  { daemonName, primary, goneClients }: Sighting,
  share: Share,
): number | undefined {
  const connections = facts.connections.get(daemonName);
  if (connections === undefined || (cause.cost?.descriptors ?? 0) === 0) return undefined;
  if (cause.suspicion.every((one) => one.goneClients !== undefined)) return goneClients;
  return Math.min(primary.count, share.connections, connections.goneCount + connections.livingCount);
}

/**
 * What is neither in the arguments nor in the logs may be stops with a long grace period, of which there are some for each
 * container at a time; only far more of them weigh.
 */
function weigh(
  facts: Facts,
  cause: Cause,
  { conditions, count }: SignatureMatch,
  logged: LoggedOccurrences,
): Severity {
  if (cause.kind === 'lookalike' || cause.atMost === 'info') return 'info';
  if (conditions === 'open' && logged.total === 0)
    return count > MOST_IN_GRACE * Math.max(1, facts.containers.size) ? 'warning' : 'info';
  return cause.kind === 'leak' && cause.atMost === undefined && count >= MANY ? 'critical' : 'warning';
}

/** Proven: the version has the flaw, the arguments are as they must be, and another source has the same figure. */
function judge(
  facts: Facts,
  cause: Cause,
  { daemonName, primary }: Sighting,
  sockets: number | undefined,
  { named, logged }: AffectedContainers,
): Confidence {
  if (cause.kind === 'lookalike' || cause.atMost === 'info') return 'possible';
  const enough = primary.count * 0.9;
  const agreed = (sockets !== undefined && sockets >= enough) || logged.total >= enough;
  if (primary.conditions === 'open') return logged.total > 0 ? 'likely' : 'possible';
  const affected = isAffected(cause, versionOf(facts, daemonName)) === true;
  return affected && agreed && named.every(isCounted) ? 'proven' : 'likely';
}

/** By its count, or by being the only one; the order alone only suggests it. */
function isCounted({ by }: NamedContainer): boolean {
  return by !== 'order';
}

function summarise(
  cause: Cause,
  { daemonName, primary: { count, conditions, waits } }: Sighting,
  { goroutines }: Share,
  containers: readonly ContainerRef[],
): Statement {
  return {
    kind: 'occurrences-wait',
    daemon: daemonName,
    count,
    occurrence: cause.occurrence,
    containers,
    goroutines,
    how:
      conditions === 'open'
        ? 'open'
        : cause.occurrence === 'stop' && cause.kind === 'leak'
          ? 'unending'
          : 'plain',
    oldestMinutes: Math.max(0, ...waits.keys()),
  };
}
