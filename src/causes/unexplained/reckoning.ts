/**
 * What a daemon holds, divided: explained by the causes found, ordinary work, and what neither accounts for. The causes' share is
 * exact where goroutines tell it; ordinary work is measured by the containers and the clients of the host.
 */
import type { Cause } from '../../model/cause.ts';
import type { StatedFinding } from '../../model/stated-finding.ts';
import type { Facts } from '../facts/facts.ts';
import type { Ledger, Share } from '../ledger/ledger.ts';
import { findScale, ordinaryCount, type Scale } from './ordinary-work.ts';
import { findPlaces, type Place } from './place.ts';
import { reckonMemory, type MemoryReckoning } from './memory.ts';

/** `total` = `explained` + `ordinary` + `unexplained`. */
export interface Division {
  readonly total: number;
  readonly explained: number;
  readonly ordinary: number;
  readonly unexplained: number;
}

export interface Reckoning {
  readonly daemon: string;
  readonly scale: Scale;
  /** Of the causes that claim goroutines; none (0), where others had them all. */
  readonly shares: readonly Share[];
  readonly goroutines?: Division;
  /** Where goroutines wait that are neither explained nor ordinary; most first. */
  readonly places: readonly Place[];
  /** Connections whose client is gone; those of the causes have one each. Absent where peers are unknown. */
  readonly gone?: Division;
  /** Connections of living clients that no cause has. */
  readonly clients?: number;
  readonly descriptors?: Division;
  /** Absent where it is unknown, or where a cause was found, which may be what holds it. */
  readonly memory?: MemoryReckoning;
}

/** Fewer clients that are gone may be on their way out. */
const MOST_ORDINARY_GONE = 50;
/** Descriptors that a daemon has for itself, and those that go with a container: fifos, logs, its shim, watches. */
const BASE_DESCRIPTORS = 500;
const DESCRIPTORS_PER_CONTAINER = 20;
/** Many small groups are one large one when they are so much more than containers explain. */
const SCATTERED_BASE = 1_000;
const SCATTERED_PER_CONTAINER = 40;
const SCATTERED_SMALLEST = 50;

/** Reckons up every daemon of the host, and every other program of which there is a dump; pure. */
export function reckon(
  facts: Facts,
  causes: readonly Cause[],
  findings: readonly StatedFinding[],
  ledgers: readonly Ledger[],
): readonly Reckoning[] {
  const names = new Set([...facts.daemons.keys(), ...ledgers.map(({ daemon }) => daemon)]);
  return [...names].sort().map((daemon) => {
    const own = findings.filter(
      ({ cause, severity }) =>
        severity !== 'info' && causes.find(({ id }) => id === cause)?.daemon === daemon,
    );
    const ledger = ledgers.find((one) => one.daemon === daemon);
    return reckonDaemon(facts, daemon, own, causes, ledger);
  });
}

function reckonDaemon(
  facts: Facts,
  daemon: string,
  findings: readonly StatedFinding[],
  causes: readonly Cause[],
  ledger: Ledger | undefined,
): Reckoning {
  const scale = findScale(facts, daemon, ledger?.profile);
  const shares = ledger?.shares ?? [];
  const left = ledger === undefined ? [] : findPlaces(ledger.left);
  const places = findExcess(left, scale);
  const connections = facts.connections.get(daemon);
  const held = findings.map((finding) => heldBy(finding, causes, shares));
  const sockets = sum(held.map((one) => one.sockets));
  const ofGone = sum(held.filter((one) => !one.living).map((one) => one.sockets));
  const gone = connections && divide(connections.goneCount, ofGone, MOST_ORDINARY_GONE);
  const clients =
    connections &&
    Math.max(0, connections.livingCount + connections.goneCount - sockets - (gone?.unexplained ?? 0));
  const total = facts.daemons.get(daemon)?.descriptors?.total;
  const usual = (clients ?? 0) + BASE_DESCRIPTORS + DESCRIPTORS_PER_CONTAINER * scale.containers;
  const others = sum(held.map((one) => one.descriptors)) - sockets;
  const beyond = Math.max(0, (total ?? 0) - sockets - usual);
  const descriptors =
    total === undefined
      ? undefined
      : divide(total, sockets + Math.min(others, beyond), usual, gone?.unexplained);
  const memory = reckonMemory(facts, daemon, scale);
  return {
    daemon,
    scale,
    shares,
    places,
    ...(ledger === undefined ? {} : { goroutines: divideGoroutines(ledger, shares, places) }),
    ...(gone === undefined ? {} : { gone }),
    ...(clients === undefined ? {} : { clients }),
    ...(descriptors === undefined ? {} : { descriptors }),
    ...(memory === undefined || findings.length > 0 ? {} : { memory }),
  };
}

/** Where goroutines of a ledger wait that are neither a cause's nor ordinary work; most first. */
export function unexplainedPlaces(facts: Facts, ledger: Ledger): readonly Place[] {
  return findExcess(findPlaces(ledger.left), findScale(facts, ledger.daemon, ledger.profile));
}

/** Places with more than is ordinary; where all together are far too many, the larger of them. */
function findExcess(places: readonly Place[], scale: Scale): readonly Place[] {
  const excess = places.filter((place) => place.count > ordinaryCount(place, scale));
  if (excess.length > 0) return excess;
  const all = sum(places.map(({ count }) => count));
  const connections = 4 * scale.calls;
  return all > SCATTERED_BASE + SCATTERED_PER_CONTAINER * scale.containers + connections
    ? places.filter(({ count }) => count >= SCATTERED_SMALLEST)
    : [];
}

interface Held {
  readonly sockets: number;
  /** With what its occurrences may hold besides: fifos of an exec, log files. */
  readonly descriptors: number;
  /** The other end is alive. */
  readonly living: boolean;
}

/** What a finding holds of its daemon. */
function heldBy(finding: StatedFinding, causes: readonly Cause[], shares: readonly Share[]): Held {
  const sockets = heldConnections(finding, shares);
  const each = causes.find(({ id }) => id === finding.cause)?.cost?.descriptors ?? 1;
  return { sockets, living: finding.clients.length > 0, descriptors: Math.max(sockets, sockets * each) };
}

/** Connections that a finding holds: never more than it has goroutines that serve one. */
export function heldConnections(
  { cause, counts, clients }: Pick<StatedFinding, 'cause' | 'counts' | 'clients'>,
  shares: readonly Share[],
): number {
  const { sockets = 0 } = counts;
  const share = shares.find((one) => one.cause === cause);
  return clients.length > 0 || share === undefined ? sockets : Math.min(sockets, share.connections);
}

function divideGoroutines({ profile }: Ledger, shares: readonly Share[], places: readonly Place[]): Division {
  const explained = sum(shares.map(({ goroutines }) => goroutines));
  const unexplained = sum(places.map(({ count }) => count));
  const { total } = profile;
  return { total, explained, unexplained, ordinary: Math.max(0, total - explained - unexplained) };
}

/** `known` are certainly unexplained; of the rest, `most` are ordinary. */
function divide(total: number, explaining: number, most: number, known = 0): Division {
  const explained = Math.min(total, explaining);
  const rest = Math.max(0, total - explained - known);
  const ordinary = Math.min(rest, most);
  return { total, explained, ordinary, unexplained: total - explained - ordinary };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
