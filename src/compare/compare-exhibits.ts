/** Two looks at a host: what grew, what shrank, how fast, and when that ends. Pure: the same exhibits give the same comparison. */
import type { Caution, Comparison, FigureChange, FindingChange } from '../model/comparison.ts';
import { formatDuration } from '../wording/figures.ts';
import { findKinship } from './cautions.ts';
import type { Span } from './change.ts';
import { compareContainers } from './container-changes.ts';
import { compareFigures, isLag, predict } from './figure-changes.ts';
import { compareFindings } from './finding-changes.ts';
import { compareGoroutines } from './goroutine-changes.ts';
import { writeHeadline } from './headline.ts';
import { compareHeaps } from './heap-changes.ts';
import { inOrderOfTime, momentOf, timeOf, type Exhibit } from './moment.ts';
import { pairProfiles } from './profile-pairs.ts';
import { compareSockets } from './socket-changes.ts';

/** Rows of one kind that a comparison keeps. */
const MOST_ROWS = 500;

/** Compares in the order of time; where a time is unknown, in the order given. */
export function compareExhibits(first: Exhibit, second: Exhibit): Comparison {
  const [before, after] = inOrderOfTime(first, second);
  const moments = [momentOf(before), momentOf(after)] as const;
  const kinship = findKinship([before, after], moments, before !== first);
  const between = (timeOf(moments[1].capturedAt) - timeOf(moments[0].capturedAt)) / 1000;
  const seconds = Number.isNaN(between) ? undefined : between;
  const spanOf = (daemon: string | undefined): Span =>
    kinship.sameBoot && (daemon === undefined || !kinship.restarted.has(daemon)) ? seconds : undefined;

  const figures = compareFigures(before, after, spanOf);
  const findings = compareFindings(before.diagnosis, after.diagnosis);
  const profiled = compareProfiles(before, after, kinship.sameVersion, spanOf);
  const sockets = compareSocketFacts(before, after, spanOf);
  // Stops hang in a daemon: with another process they begin anew.
  const stopsSpan = kinship.restarted.size > 0 ? undefined : spanOf(undefined);
  const containers = compareContainers(before, after, stopsSpan);
  return {
    schema: 'deadwait/comparison/v1',
    headline: writeHeadline(
      figures,
      findings,
      seconds === undefined || seconds === 0 ? undefined : formatDuration(seconds),
    ),
    grew: hasGrown(figures, findings),
    before: moments[0],
    after: moments[1],
    ...(seconds === undefined ? {} : { seconds }),
    cautions: [...kinship.cautions, ...profiled.cautions, ...sockets.cautions],
    figures,
    findings,
    predictions: predict(after, figures),
    goroutines: profiled.goroutines.slice(0, MOST_ROWS),
    sockets: sockets.rows.slice(0, MOST_ROWS),
    heap: profiled.heap.slice(0, MOST_ROWS),
    containers: containers.slice(0, MOST_ROWS),
    omitted: {
      goroutines: Math.max(0, profiled.goroutines.length - MOST_ROWS),
      sockets: Math.max(0, sockets.rows.length - MOST_ROWS),
      heap: Math.max(0, profiled.heap.length - MOST_ROWS),
      containers: Math.max(0, containers.length - MOST_ROWS),
    },
    gaps: [
      ...before.diagnosis.gaps.map((gap) => ({ moment: 'before' as const, ...gap })),
      ...after.diagnosis.gaps.map((gap) => ({ moment: 'after' as const, ...gap })),
    ],
  };
}

/** What a script wants to know: a figure that matters, or a fault. */
function hasGrown(figures: readonly FigureChange[], findings: readonly FindingChange[]): boolean {
  return (
    figures.some((row) => row.notable && row.change > 0 && !isLag(figures, row)) ||
    findings.some(({ became, severity }) => severity !== 'info' && (became === 'new' || became === 'grew'))
  );
}

type Profiled = Pick<Comparison, 'goroutines' | 'heap' | 'cautions'>;

function compareProfiles(
  { snapshot: was }: Exhibit,
  { snapshot: is }: Exhibit,
  sameVersion: ReadonlySet<string>,
  spanOf: (daemon: string) => Span,
): Profiled {
  const each = pairProfiles(was, is).map(({ daemon, goroutines, heaps }): Profiled => {
    const exact = sameVersion.has(daemon);
    const seconds = spanOf(daemon);
    const has = (profiles: readonly { readonly daemon: string }[]): boolean =>
      profiles.some((profile) => profile.daemon === daemon);
    return {
      goroutines: goroutines === undefined ? [] : compareGoroutines(daemon, goroutines, exact, seconds),
      heap: heaps === undefined ? [] : compareHeaps(daemon, ...heaps, exact, seconds),
      cautions: [
        ...onlyOne('goroutine profile', daemon, has(was.goroutines), has(is.goroutines)),
        ...(goroutines?.some(({ truncated }) => truncated) === true ? [cutShort(daemon)] : []),
        ...onlyOne('heap profile', daemon, has(was.heaps), has(is.heaps)),
      ],
    };
  });
  const size = ({ change }: { readonly change: number }): number => Math.abs(change);
  return {
    goroutines: each.flatMap(({ goroutines }) => goroutines).sort((a, b) => size(b) - size(a)),
    heap: each.flatMap(({ heap }) => heap).sort((a, b) => size(b) - size(a)),
    cautions: each.flatMap(({ cautions }) => cautions),
  };
}

function onlyOne(what: string, daemon: string, before: boolean, after: boolean): readonly Caution[] {
  if (before === after) return [];
  const says = `There is a ${what} of ${daemon} only ${before ? 'before' : 'after'}: what became of it is not known.`;
  return [{ about: 'incomplete', daemon, says }];
}

function cutShort(daemon: string): Caution {
  const says = `A goroutine dump of ${daemon} is cut short: its numbers are lower bounds.`;
  return { about: 'incomplete', daemon, says };
}

function compareSocketFacts(
  { snapshot: { sockets: was } }: Exhibit,
  { snapshot: { sockets: is } }: Exhibit,
  spanOf: (daemon: string | undefined) => Span,
): { readonly rows: Comparison['sockets']; readonly cautions: readonly Caution[] } {
  if (was === undefined || is === undefined) {
    if (was === is) return { rows: [], cautions: [] };
    const says = `Sockets were recorded only ${was === undefined ? 'after' : 'before'}: what became of them is not known.`;
    return { rows: [], cautions: [{ about: 'incomplete', says }] };
  }
  if (was.peersKnown === is.peersKnown) return { rows: compareSockets(was, is, spanOf), cautions: [] };
  const says =
    'Who is at the other end of the sockets is known only for one of the two: they are not compared.';
  return { rows: [], cautions: [{ about: 'incomplete', says }] };
}
