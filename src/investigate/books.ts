/** Cross-checks: figures of independent sources, compared. What does not add up is shown with both figures. */
import type { Cause, SignatureGroup } from '../model/cause.ts';
import { compareFigures, type StatedBook } from '../model/book-entry.ts';
import { defined } from '../model/defined.ts';
import type { BookSide } from '../model/statements/books.ts';
import type { Finding } from '../model/diagnosis.ts';
import { versionOf, type Facts } from '../causes/facts/facts.ts';
import { nearestUnderWay } from '../causes/facts/calls-under-way.ts';
import { countLogged } from '../causes/facts/logged-occurrences.ts';
import { countRole, findShare, type Ledger, type Share } from '../causes/ledger/ledger.ts';
import { mayApply } from '../causes/match/match-signature.ts';
import { heldConnections, type Division, type Reckoning } from '../causes/unexplained/reckoning.ts';
import { balanceBuffers } from './heap-books.ts';

/** Sources are read one after the other while the host continues: this part may differ, and always one. */
const DRIFT = 0.01;
const LEAST_DRIFT = 1;

/**
 * Compares the findings that goroutines show with sockets, pairs and logs; then all that a daemon holds against what the causes
 * together and its ordinary work account for.
 */
export function balanceBooks(
  facts: Facts,
  causes: readonly Cause[],
  findings: readonly Finding[],
  reckonings: readonly Reckoning[],
  ledgers: readonly Ledger[],
): readonly StatedBook[] {
  const all = findings.flatMap((finding): readonly Found[] => {
    const cause = causes.find(
      (one) => one.id === finding.cause && (one.groups.length > 0 || one.locks !== undefined),
    );
    if (cause === undefined) return [];
    const share = findShare(ledgers, cause.id);
    const occurrences = share === undefined ? 0 : countRole(share, 'primary');
    return [{ finding, cause, occurrences, ...(share === undefined ? {} : { share }) }];
  });
  const bySignature = all.filter(({ finding }) => finding.severity !== 'info');
  return [
    ...balanceSockets(facts, bySignature, reckonings),
    ...balanceBuffers(facts, findings),
    ...balancePairs(facts, bySignature),
    ...bySignature
      .filter(holdsStops)
      .flatMap((found) => [...balanceStops(facts, found), ...balanceContainers(facts, found)]),
    ...reckonings.flatMap(balanceWhole),
    ...all.flatMap((found) => balanceUnderWay(facts, found)),
  ];
}

/** All goroutines and descriptors of a daemon of which causes have some, or which has more than is explained. */
function balanceWhole({ daemon, shares, goroutines, descriptors }: Reckoning): readonly StatedBook[] {
  const causes = shares
    .filter(({ goroutines: count }) => count > 0)
    .map(({ cause, goroutines: count }) => ({ cause, count }));
  return [
    ...balanceDivision({ of: 'goroutines', daemon }, goroutines, causes),
    ...balanceDivision({ of: 'fds', daemon }, descriptors, []),
  ];
}

function balanceDivision(
  what: BookSide,
  division: Division | undefined,
  causes: Extract<BookSide, { readonly of: 'accounted' }>['causes'],
): readonly StatedBook[] {
  if (division === undefined) return [];
  const { total, explained, ordinary, unexplained } = division;
  const isExplained = what.of === 'goroutines' ? causes.length > 0 : explained > 0;
  if (!isExplained && unexplained === 0) return [];
  return [
    entry(what, { of: 'accounted', explained, causes, ordinary, unexplained }, total, explained + ordinary),
  ];
}

/** Calls that the dump shows waiting against those that a log tells as asked and not answered. */
function balanceUnderWay(facts: Facts, { cause, occurrences: waiting }: Found): readonly StatedBook[] {
  const logged = waiting === 0 ? undefined : nearestUnderWay(facts, cause, waiting);
  if (logged === undefined) return [];
  return [
    entry(
      { of: 'occurrences', occurrence: cause.occurrence, ...defined({ daemon: cause.daemon }) },
      { of: 'unanswered' },
      waiting,
      logged.total,
    ),
  ];
}

interface Found {
  readonly finding: Finding;
  readonly cause: Cause;
  /** Absent for a cause that has no goroutines. */
  readonly share?: Share;
  readonly occurrences: number;
}

function holdsStops({ cause }: Found): boolean {
  return cause.occurrence === 'stop';
}

/** Connections without a client, over all causes of one daemon that keep any. */
function balanceSockets(
  facts: Facts,
  found: readonly Found[],
  reckonings: readonly Reckoning[],
): readonly StatedBook[] {
  const keeping = found.filter(({ cause }) => (cause.cost?.descriptors ?? 0) > 0);
  const daemons = [...new Set(keeping.flatMap(({ cause }) => cause.daemon ?? []))].sort();
  return daemons.flatMap((daemon) => {
    const gone = facts.connections.get(daemon)?.goneCount;
    const of = keeping.filter(({ cause }) => cause.daemon === daemon);
    if (gone === undefined) return [];
    const shares = reckonings.find((one) => one.daemon === daemon)?.shares ?? [];
    const waiting = of.reduce(
      (sum, one) => sum + (holdsStops(one) ? one.occurrences : heldConnections(one.finding, shares)),
      0,
    );
    const what = of.every(holdsStops) ? 'exit-waits' : 'kept-connections';
    return [entry({ of: 'disconnected', daemon }, { of: what }, gone, waiting)];
  });
}

/** Each goroutine of a cause has a helper; causes whose helpers wait in the same place share them. */
function balancePairs(facts: Facts, found: readonly Found[]): readonly StatedBook[] {
  const places = new Map<string, { helpers: number; names: string[]; goroutines: number }>();
  for (const { cause, share, occurrences } of found) {
    const version = versionOf(facts, cause.daemon ?? '');
    // A version of another form may have no helpers at all.
    const groups = cause.groups.filter((group) => mayApply(group.versions, version));
    const pair = groups.find((group) => group.role === 'pair');
    if (pair === undefined || share === undefined) continue;
    const leaf = placeOf(pair);
    const place = places.get(leaf) ?? { helpers: 0, names: [], goroutines: 0 };
    const primary = groups.filter(({ role }) => role === 'primary').slice(0, 1);
    places.set(leaf, {
      helpers: place.helpers + countRole(share, 'pair'),
      names: [...place.names, ...primary.map(placeOf)],
      goroutines: place.goroutines + occurrences,
    });
  }
  return [...places].map(([leaf, { helpers, names, goroutines }]) =>
    entry(
      { of: 'goroutines-in', functions: names },
      { of: 'goroutines-in', functions: [leaf.replace(/\.func\*$/, '')] },
      goroutines,
      // A call may have several helpers: only too few say something.
      Math.min(helpers, goroutines),
    ),
  );
}

function balanceStops(facts: Facts, { finding, cause, occurrences }: Found): readonly StatedBook[] {
  const ids = new Set(finding.containers.map((container) => container.id));
  const logged = countLogged(facts, cause, ids.size === 0 ? undefined : ids).total;
  return logged === 0 ? [] : [entry({ of: 'waits' }, { of: 'logged-stops' }, occurrences, logged)];
}

/** What the dump says of each container against what the logs say of it, and kubelet's own count of attempts. */
function balanceContainers(facts: Facts, { finding, cause, occurrences }: Found): readonly StatedBook[] {
  const logged = countLogged(facts, cause).byContainer;
  const kubelet = finding.containers.map(
    ({ id }) => facts.stops.get(id)?.counts.find((count) => count.role === 'stop-failed')?.count ?? 0,
  );
  const attempts = kubelet.reduce((sum, count) => sum + count, 0);
  return [
    ...(attempts === 0 ? [] : [entry({ of: 'waits' }, { of: 'failed-stops' }, occurrences, attempts)]),
    ...finding.containers.flatMap((container) => {
      const counts = logged.get(container.id);
      if (counts === undefined || container.goroutines === undefined || container.stops === undefined)
        return [];
      const { stops } = container;
      const nearest = counts.reduce((best, count) =>
        Math.abs(count - stops) < Math.abs(best - stops) ? count : best,
      );
      return [entry({ of: 'container-stops', container }, { of: 'logged' }, stops, nearest)];
    }),
  ];
}

/** The function by which a group of a signature is known. */
function placeOf({ leaf, through }: SignatureGroup): string {
  const patterns = leaf ?? through?.[0] ?? '';
  return typeof patterns === 'string' ? patterns : (patterns[0] ?? '');
}

function entry(leftOf: BookSide, rightOf: BookSide, left: number, right: number): StatedBook {
  const tolerance = Math.max(LEAST_DRIFT, Math.floor(Math.max(left, right) * DRIFT));
  return compareFigures({ left, leftOf, right, rightOf, unit: 'count', tolerance });
}
