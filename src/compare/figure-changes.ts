/** The figures of the daemons and of the host, and when they will reach their limits. */
import type { Change, FigureChange, FigureName, Prediction } from '../model/comparison.ts';
import { roundSpan } from '../causes/finding/growth/round-span.ts';
import { defined } from '../model/defined.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { changeOf, type Span } from './change.ts';
import { timeOf, type Exhibit } from './moment.ts';

const MIB = 1024 * 1024;
/** Below these, figures come and go. */
const LEAST_NOTABLE: Readonly<Record<FigureName, number>> = {
  goroutines: 20,
  fds: 20,
  rssBytes: 16 * MIB,
  heapBytes: 8 * MIB,
  openFiles: 500,
};
const NOTABLE_SHARE = 0.05;
/** Goroutines or descriptors that one more container may bring. */
const PER_CONTAINER = 20;

/** Figures that changed; those of the host first, then by daemon. A figure that one of the two does not know is left out. */
export function compareFigures(
  before: Exhibit,
  after: Exhibit,
  spanOf: (daemon: string | undefined) => Span,
): readonly FigureChange[] {
  const [was, is] = [figuresOf(before), figuresOf(after)];
  const containers = Math.abs(after.snapshot.containers.length - before.snapshot.containers.length);
  return [...is].flatMap(([key, { daemon, figure, value }]) => {
    const then = was.get(key)?.value;
    if (then === undefined || then === value) return [];
    const change = changeOf(then, value, spanOf(daemon));
    return [
      {
        ...(daemon === undefined ? {} : { daemon }),
        figure,
        ...change,
        notable: isNotable(figure, change, containers),
      },
    ];
  });
}

/** Seen the same from either side; a daemon holds more when there are more `containers`. */
function isNotable(figure: FigureName, { before, after, change }: Change, containers: number): boolean {
  const ordinary = figure === 'goroutines' || figure === 'fds' ? containers * PER_CONTAINER : 0;
  return (
    Math.abs(change) >= Math.max(LEAST_NOTABLE[figure] + ordinary, Math.min(before, after) * NOTABLE_SHARE)
  );
}

/** Whether memory is a matter of its own: Go gives it back only some time after what held it is gone. */
export function isLag(figures: readonly FigureChange[], { daemon, figure }: FigureChange): boolean {
  return (
    (figure === 'rssBytes' || figure === 'heapBytes') &&
    figures.some(
      (other) =>
        other.daemon === daemon &&
        (other.figure === 'goroutines' || other.figure === 'fds') &&
        other.notable &&
        other.change < 0,
    )
  );
}

interface Figure {
  readonly daemon?: string;
  readonly figure: FigureName;
  readonly value: number;
}

function figuresOf({ snapshot, diagnosis }: Exhibit): ReadonlyMap<string, Figure> {
  const figures = new Map<string, Figure>();
  const add = (figure: FigureName, value: number | undefined, daemon?: string): void => {
    const key = `${daemon ?? ''} ${figure}`;
    // Of several daemons with one name the first is the one that was asked.
    if (value === undefined || figures.has(key)) return;
    figures.set(key, { figure, value, ...(daemon === undefined ? {} : { daemon }) });
  };
  add('openFiles', diagnosis.host.fd?.allocated);
  for (const { name, fds, goroutines, rssBytes } of diagnosis.daemons) {
    add('goroutines', goroutines, name);
    add('fds', fds, name);
    add('rssBytes', rssBytes, name);
    add('heapBytes', snapshot.heaps.find(({ daemon }) => daemon === name)?.inUseBytes, name);
  }
  return figures;
}

const HOUR = 3_600_000;
/** Two recordings are one interval, which does not show how the rate varies: it is taken to be from half to twice as high. */
const LEAST_RATE = 0.5;
const MOST_RATE = 2;
/** No prediction further ahead than so many times the time between the two. */
const FURTHEST = 20;
/** A limit of the kernel that is none: 2^63-1 since 5.11. */
const NO_LIMIT = 2 ** 40;

/** When limits are reached, soonest first. A rate between two recordings says nothing of a growth that has ended before the later one. */
export function predict(after: Exhibit, figures: readonly FigureChange[]): readonly Prediction[] {
  const now = timeOf(after.snapshot.host.capturedAt);
  if (hasEnded(after)) return [];
  return figures
    .flatMap((row): readonly Prediction[] => {
      const { daemon, figure, after: value, change, perHour = 0, notable } = row;
      const known = limitOf(after.snapshot, daemon, figure, value);
      if (known === undefined || !notable || perHour <= 0 || Number.isNaN(now) || isLag(figures, row))
        return [];
      const hours = Math.max(0, known.limit - value) / perHour;
      if (hours > (FURTHEST * change) / perHour || known.limit >= NO_LIMIT * 1024) return [];
      const timeOfReach = (rate: number, to: 'down' | 'up'): string =>
        new Date(now + roundSpan((hours * HOUR) / rate, to)).toISOString();
      return [
        {
          ...defined({ daemon }),
          ...known,
          perHour,
          low: timeOfReach(MOST_RATE, 'down'),
          high: timeOfReach(LEAST_RATE, 'up'),
        },
      ];
    })
    .sort((a, b) => (a.low < b.low ? -1 : 1));
}

/** Of the leaks that are there, none grows any more. */
function hasEnded({ diagnosis }: Exhibit): boolean {
  const growths = diagnosis.findings.flatMap(({ growth }) => growth ?? []);
  return (
    growths.some(({ notGrowing }) => notGrowing !== undefined) &&
    growths.every(({ perHour }) => perHour === undefined)
  );
}

function limitOf(
  { daemons, host }: Snapshot,
  name: string | undefined,
  figure: FigureName,
  value: number,
): Pick<Prediction, 'of' | 'limit' | 'assumes'> | undefined {
  const same = 'the growth continues at between half and twice the rate between the two recordings';
  if (figure === 'fds') {
    const limit = daemons.find((daemon) => daemon.name === name)?.descriptorLimit;
    return limit === undefined ? undefined : { of: 'descriptors', limit, assumes: same };
  }
  if (figure === 'openFiles') {
    const limit = host.fileHandles?.max;
    return limit === undefined || limit >= NO_LIMIT ? undefined : { of: 'open files', limit, assumes: same };
  }
  if (figure !== 'rssBytes' || host.memory === undefined) return undefined;
  return {
    of: 'memory',
    limit: value + host.memory.availableBytes,
    assumes: `${same}, nothing else takes or returns memory, and no cgroup sets a lower limit`,
  };
}
