import type { Counts, DaemonSummary, Finding } from '../../model/diagnosis.ts';
import type { Point } from '../terminal/pictures/sparkline.ts';
import type { Look } from './look.ts';
import { withPoint } from './series.ts';

export const FIGURES = ['fds', 'goroutines', 'rssBytes'] as const;
export type FigureName = (typeof FIGURES)[number];

/** What a figure was when it was first known, and over all looks since. */
export interface FigureWatch {
  readonly firstAtMs: number;
  readonly first: number;
  readonly before?: number;
  readonly now?: number;
  readonly series: readonly Point[];
}

export interface DaemonWatch {
  readonly daemon: DaemonSummary;
  readonly figures: Readonly<Partial<Record<FigureName, FigureWatch>>>;
  /** When it was seen as another process than in the look before. */
  readonly restartedAtMs?: number;
}

export interface FindingWatch {
  readonly finding: Finding;
  readonly firstAtMs: number;
  readonly first: Counts;
  readonly before?: Counts;
}

/** Something that was there and is not any more. */
export interface Departed {
  readonly what: 'daemon' | 'finding';
  readonly id: string;
  readonly says: string;
  readonly atMs: number;
}

/** All that is known of a watch: the last look, and what has changed since the one before and since the first. Bounded. */
export interface Watched {
  readonly lookCount: number;
  readonly firstAtMs: number;
  readonly beforeAtMs?: number;
  readonly look: Look;
  readonly daemons: readonly DaemonWatch[];
  readonly findings: readonly FindingWatch[];
  /** Newest first. */
  readonly departed: readonly Departed[];
}

const MOST_DEPARTED = 5;

/** The watch with one more look. */
export function watchNext(before: Watched | undefined, look: Look): Watched {
  const { atMs, diagnosis } = look;
  const findings = diagnosis.findings.map((finding) => nextFinding(before, finding, atMs));
  const daemons = diagnosis.daemons.map((daemon) => nextDaemon(before, diagnosis.daemons, daemon, atMs));
  return {
    lookCount: (before?.lookCount ?? 0) + 1,
    firstAtMs: before?.firstAtMs ?? atMs,
    ...(before === undefined ? {} : { beforeAtMs: before.look.atMs }),
    look,
    daemons,
    findings,
    departed: nextDeparted(before, daemons, findings, atMs),
  };
}

function nextFinding(before: Watched | undefined, finding: Finding, atMs: number): FindingWatch {
  const known = before?.findings.find((one) => one.finding.cause === finding.cause);
  return known === undefined
    ? { finding, firstAtMs: atMs, first: finding.counts }
    : { finding, firstAtMs: known.firstAtMs, first: known.first, before: known.finding.counts };
}

/** By its process; where there is one of its name both times, by its name: it was restarted. */
function nextDaemon(
  before: Watched | undefined,
  all: readonly DaemonSummary[],
  daemon: DaemonSummary,
  atMs: number,
): DaemonWatch {
  const namesakes = (before?.daemons ?? []).filter((one) => one.daemon.name === daemon.name);
  const isOnly = namesakes.length === 1 && all.filter(({ name }) => name === daemon.name).length === 1;
  const known = namesakes.find((one) => one.daemon.pid === daemon.pid) ?? (isOnly ? namesakes[0] : undefined);
  const restarted = known !== undefined && known.daemon.pid !== daemon.pid;
  const figures = Object.fromEntries(
    FIGURES.flatMap((name) => {
      const next = nextFigure(known?.figures[name], daemon[name], restarted, atMs);
      return next === undefined ? [] : [[name, next]];
    }),
  );
  const restartedAtMs = restarted ? atMs : known?.restartedAtMs;
  return { daemon, figures, ...(restartedAtMs === undefined ? {} : { restartedAtMs }) };
}

/** A figure that is not known now keeps what was known; that of another process begins anew. */
function nextFigure(
  known: FigureWatch | undefined,
  now: number | undefined,
  restarted: boolean,
  atMs: number,
): FigureWatch | undefined {
  if (now === undefined) {
    if (known === undefined) return undefined;
    const { firstAtMs, first, series } = known;
    return { firstAtMs, first, series };
  }
  const series = withPoint(known?.series ?? [], [atMs, now]);
  if (known === undefined || restarted) return { firstAtMs: atMs, first: now, now, series };
  const { firstAtMs, first, now: before } = known;
  return { firstAtMs, first, ...(before === undefined ? {} : { before }), now, series };
}

function nextDeparted(
  before: Watched | undefined,
  daemons: readonly DaemonWatch[],
  findings: readonly FindingWatch[],
  atMs: number,
): readonly Departed[] {
  if (before === undefined) return [];
  const here = new Set([
    ...daemons.map(({ daemon }) => daemon.name),
    ...findings.map(({ finding }) => finding.cause),
  ]);
  const gone: Departed[] = [
    ...before.daemons.map(({ daemon }) => ({
      what: 'daemon' as const,
      id: daemon.name,
      says: daemon.pid === undefined ? daemon.name : `${daemon.name} (pid ${daemon.pid})`,
      atMs,
    })),
    ...before.findings.map(({ finding }) => ({
      what: 'finding' as const,
      id: finding.cause,
      says: finding.title,
      atMs,
    })),
  ];
  const first = new Map(
    [...gone, ...before.departed].filter(({ id }) => !here.has(id)).map((one) => [one.id, one]),
  );
  return [...first.values()].slice(0, MOST_DEPARTED);
}
