/**
 * What no known cause accounts for, and no ordinary work: goroutines, clients that are gone, descriptors or memory of any program.
 * Said as numbers, with where they wait, what they hold and the command that shows more. Never a guess: at most likely.
 */
import { buildFinding } from '../finding/build-finding.ts';
import type { Cause } from '../../model/cause.ts';
import { defined } from '../../model/defined.ts';
import type { Confidence, Counts, Growth } from '../../model/diagnosis.ts';
import type { StatedFinding, StatedLink } from '../../model/stated-finding.ts';
import type { Statement } from '../../model/statement.ts';
import type { Facts } from '../facts/facts.ts';
import { findGrowth } from '../finding/growth/find-growth.ts';
import { limitsOf } from '../finding/growth/limits-of.ts';
import { descriptorsLink } from '../finding/links/descriptors.ts';
import { heapLink } from '../finding/links/heap.ts';
import { symptomLink } from '../finding/links/symptom.ts';
import { costOf } from './goroutine-cost.ts';
import { clientsLink, kindsLink, memoryLink, versionsLink } from './links.ts';
import { adviseNext } from './next-steps.ts';
import { isOld, ordinaryCount } from './ordinary-work.ts';
import { placeLinks } from './place-links.ts';
import type { Reckoning } from './reckoning.ts';

export const UNKNOWN_GROWTH = 'unknown-growth';

/** So many places are told of each daemon. */
const PLACES_TOLD = 4;
/** Beside a known cause of the same daemon, descriptors and memory alone must be so much more than that explains. */
const BESIDE_KNOWN = 4;
/** Clients that are gone are no ordinary work, once there are so many. */
const MANY_GONE = 200;
const FAR_ABOVE = 5;

/** One finding over all daemons of which something grows that is not explained; undefined when there is none. */
export function findUnknownGrowth(
  facts: Facts,
  cause: Cause,
  reckonings: readonly Reckoning[],
): StatedFinding | undefined {
  const growing = reckonings
    .flatMap((reckoning) => {
      const growth = readGrowth(facts, reckoning);
      return growth === undefined ? [] : [growth];
    })
    .sort((a, b) => weigh(b) - weigh(a) || (a.reckoning.daemon < b.reckoning.daemon ? -1 : 1));
  const [first] = growing;
  if (first === undefined) return undefined;
  const likely = growing.filter(({ confidence }) => confidence === 'likely');
  return buildFinding(cause, {
    severity: likely.some(({ reckoning }) => !isAside(reckoning)) ? 'warning' : 'info',
    confidence: likely.length > 0 ? 'likely' : 'possible',
    summary: growing.map(summarise),
    counts: addCounts(growing.map(({ counts }) => counts)),
    growth: growthOf(facts, first),
    chain: growing.flatMap((growth) => tell(facts, growth)),
    remedies: growing.flatMap(({ reckoning }, index) => adviseNext(facts, reckoning, cause, index === 0)),
  });
}

interface Excess {
  readonly reckoning: Reckoning;
  readonly counts: Counts;
  readonly confidence: Confidence;
}

/** What grows in one daemon; undefined when nothing does. */
function readGrowth(facts: Facts, reckoning: Reckoning): Excess | undefined {
  const { goroutines, gone, descriptors, memory, places, shares, scale } = reckoning;
  const beside = hasShare(shares);
  const known = (explained: number | undefined, unexplained: number): boolean =>
    beside && unexplained < BESIDE_KNOWN * (explained ?? 0);
  const counts: Counts = {
    ...(places.length === 0 ? {} : { goroutines: goroutines?.unexplained ?? 0 }),
    ...(gone === undefined || gone.unexplained === 0 ? {} : { sockets: gone.unexplained + gone.ordinary }),
    ...(descriptors === undefined ||
    descriptors.unexplained === 0 ||
    known(descriptors.explained, descriptors.unexplained)
      ? {}
      : { fds: descriptors.unexplained }),
    ...(memory === undefined || memory.unexplained === 0 || beside ? {} : { bytes: memory.unexplained }),
  };
  if (Object.keys(counts).length === 0) return undefined;
  const limit = facts.daemons.get(reckoning.daemon)?.descriptorLimit;
  const signs = [
    places.some((place) => isOld(place) && !scale.guessed),
    places.some((place) => !scale.guessed && place.count > FAR_ABOVE * ordinaryCount(place, scale)),
    (counts.sockets ?? 0) >= MANY_GONE,
    counts.fds !== undefined && limit !== undefined && (descriptors?.total ?? 0) >= limit / 2,
    memory?.of === 'heap' && memory.total > FAR_ABOVE * memory.ordinary,
  ];
  return { reckoning, counts, confidence: signs.includes(true) ? 'likely' : 'possible' };
}

/** A cause was found that has goroutines of its own. */
function hasShare(shares: Reckoning['shares']): boolean {
  return shares.some(({ goroutines }) => goroutines > 0);
}

/** What is left over beside a cause that explains more. */
function isAside({ shares, goroutines, gone }: Reckoning): boolean {
  if (!hasShare(shares)) return false;
  const unexplained = Math.max(goroutines?.unexplained ?? 0, gone?.unexplained ?? 0);
  return unexplained <= (goroutines?.explained ?? 0);
}

/** Since when, and how fast: by the waits of the goroutines of the daemon that grows most. */
function growthOf(facts: Facts, { reckoning: { daemon: name, places } }: Excess): Growth | undefined {
  const [largest] = places;
  return (
    largest &&
    findGrowth({
      ...limitsOf(facts, name),
      waits: largest.waits,
      logged: [],
      occurrences: largest.count,
      descriptorsPerOccurrence: costOf(largest.groups[0]).descriptors,
    })
  );
}

function weigh({ counts }: Excess): number {
  return (counts.goroutines ?? 0) + (counts.sockets ?? 0) + (counts.fds ?? 0) + (counts.bytes ?? 0) / 65_536;
}

function summarise({ reckoning: { daemon, places, memory }, counts }: Excess): Statement {
  const [largest] = places;
  return {
    kind: 'unexplained-growth',
    daemon,
    ...counts,
    ...defined({
      bytesOf: memory?.of,
      most: largest && {
        count: largest.count,
        function: largest.name,
        ...defined({ createdBy: largest.createdBy }),
      },
    }),
  };
}

function tell(facts: Facts, { reckoning, counts }: Excess): readonly StatedLink[] {
  const { daemon, places } = reckoning;
  return [
    symptomLink(facts, daemon),
    ...(counts.sockets === undefined ? [] : [descriptorsLink(facts, daemon)]),
    ...(counts.fds === undefined ? [] : [kindsLink(facts, reckoning)]),
    ...clientsLink(facts, daemon),
    ...(counts.bytes === undefined ? [heapLink(facts, daemon)] : [memoryLink(facts, reckoning)]),
    ...placeLinks(facts, daemon, places.slice(0, PLACES_TOLD), places.length),
    versionsLink(facts, daemon),
  ];
}

function addCounts(all: readonly Counts[]): Counts {
  const sum = new Map<keyof Counts, number>();
  for (const counts of all)
    for (const key of ['goroutines', 'sockets', 'fds', 'bytes'] as const) {
      const value = counts[key];
      if (value !== undefined) sum.set(key, (sum.get(key) ?? 0) + value);
    }
  return Object.fromEntries(sum);
}
