/** The tables of a comparison as plain cells, for every form of report. */
import type { Change, Comparison, FigureName } from '../../model/comparison.ts';
import { formatChange, formatRate } from '../../wording/change.ts';
import { formatBytes, formatCount, formatTime } from '../../wording/figures.ts';
import { describeCounts, describeRange } from '../diagnosis/growth.ts';

export interface ComparisonTable {
  readonly title: string;
  readonly columns: readonly { readonly title: string; readonly kind: 'name' | 'number' | 'text' }[];
  /** Undefined: unknown. */
  readonly rows: readonly (readonly (string | undefined)[])[];
  /** Rows there are besides. */
  readonly hidden: number;
}

const ROWS_SHOWN = 12;

/** What each figure is called. */
export const FIGURE_WORDS: Readonly<Record<FigureName, string>> = {
  goroutines: 'goroutines',
  fds: 'descriptors',
  rssBytes: 'memory',
  heapBytes: 'heap in use',
  openFiles: 'open files',
};

/** Bytes or counts. */
export function formatOf(figure: FigureName): (value: number) => string {
  return figure === 'rssBytes' || figure === 'heapBytes' ? formatBytes : formatCount;
}

/** Every table that has rows, in the order in which they are shown. */
export function comparisonTables(comparison: Comparison): readonly ComparisonTable[] {
  return [
    figures(comparison),
    findings(comparison),
    goroutines(comparison),
    sockets(comparison),
    heap(comparison),
    containers(comparison),
  ].filter(({ rows }) => rows.length > 0);
}

const NUMBERS = ['before', 'after', 'change', 'an hour'].map((title) => ({ title, kind: 'number' as const }));

function numbers({ before, after, change, perHour }: Change, format = formatCount): (string | undefined)[] {
  return [
    format(before),
    format(after),
    formatChange(change, format),
    perHour === undefined ? undefined : formatRate(perHour, format),
  ];
}

function figures({ figures: rows }: Comparison): ComparisonTable {
  return {
    title: 'What the daemons hold',
    columns: [{ title: 'of', kind: 'name' }, { title: 'figure', kind: 'text' }, ...NUMBERS],
    rows: rows.map((row) => [
      row.daemon ?? 'the host',
      FIGURE_WORDS[row.figure],
      ...numbers(row, formatOf(row.figure)),
    ]),
    hidden: 0,
  };
}

function findings({ findings: rows }: Comparison): ComparisonTable {
  return {
    title: 'Findings',
    columns: [
      { title: '', kind: 'text' },
      { title: 'cause', kind: 'name' },
      { title: 'severity', kind: 'text' },
      { title: 'held', kind: 'text' },
      { title: 'holds', kind: 'text' },
    ],
    rows: rows.map(({ became, cause, severity, before, after }) => [
      became,
      cause,
      severity,
      before && describeCounts(before),
      after && describeCounts(after),
    ]),
    hidden: 0,
  };
}

function goroutines({ goroutines: rows, omitted }: Comparison): ComparisonTable {
  const several = new Set(rows.map(({ daemon }) => daemon)).size > 1;
  return cut(
    {
      title: 'Goroutines',
      columns: [
        ...NUMBERS,
        ...(several ? [{ title: 'of', kind: 'text' as const }] : []),
        { title: 'state', kind: 'text' },
        { title: 'in', kind: 'name' },
        { title: 'started by', kind: 'text' },
      ],
      rows: rows.map((row) => [
        ...numbers(row),
        ...(several ? [row.daemon] : []),
        row.state,
        row.place,
        row.createdBy,
      ]),
    },
    omitted.goroutines,
  );
}

function sockets({ sockets: rows, omitted }: Comparison): ComparisonTable {
  return cut(
    {
      title: 'Sockets',
      columns: [
        ...NUMBERS,
        { title: 'held by', kind: 'name' },
        { title: 'socket', kind: 'text' },
        { title: 'other end', kind: 'text' },
      ],
      rows: rows.map((row) => [
        ...numbers(row),
        row.owner,
        row.path,
        row.listening ? 'listening' : row.peer === 'process' ? (row.client ?? 'a process') : row.peer,
      ]),
    },
    omitted.sockets,
  );
}

function heap({ heap: rows, omitted }: Comparison): ComparisonTable {
  return cut(
    {
      title: 'Heap in use',
      columns: [...NUMBERS, { title: 'of', kind: 'text' }, { title: 'allocated in', kind: 'name' }],
      rows: rows.map((row) => [...numbers(row, formatBytes), row.daemon, row.place]),
    },
    omitted.heap,
  );
}

function containers({ containers: rows, omitted }: Comparison): ComparisonTable {
  return cut(
    {
      title: 'Containers',
      columns: [
        { title: 'container', kind: 'name' },
        { title: 'id', kind: 'text' },
        { title: 'is', kind: 'text' },
        { title: 'state', kind: 'text' },
        ...NUMBERS.map(({ title, kind }) => ({ title: title === 'before' ? 'stops before' : title, kind })),
      ],
      rows: rows.map(({ id, name, pod, presence, stateBefore, stateAfter, stops }) => [
        pod ?? name ?? '?',
        id.slice(0, 12),
        presence === 'both' ? undefined : presence,
        stateBefore === stateAfter || presence !== 'both'
          ? (stateAfter ?? stateBefore)
          : `${stateBefore ?? '?'} → ${stateAfter ?? '?'}`,
        ...(stops === undefined ? [undefined, undefined, undefined, undefined] : numbers(stops)),
      ]),
    },
    omitted.containers,
  );
}

function cut(table: Omit<ComparisonTable, 'hidden'>, omitted: number): ComparisonTable {
  const { rows } = table;
  return {
    ...table,
    rows: rows.slice(0, ROWS_SHOWN),
    hidden: Math.max(0, rows.length - ROWS_SHOWN) + omitted,
  };
}

/** Each limit that will be reached, in a sentence. */
export function predictionLines({ predictions, after: { capturedAt } }: Comparison): readonly string[] {
  return predictions.map(({ daemon, of, limit, perHour, low, high, assumes }) => {
    const format = of === 'memory' ? formatBytes : formatCount;
    const range =
      capturedAt === undefined
        ? ''
        : ` ${describeRange({ basis: 'steady', low, high }, capturedAt)} after the later recording`;
    const rate = perHour < 10 && of !== 'memory' ? perHour : Math.round(perHour);
    return `The ${of} of ${daemon ?? 'the host'} reach ${format(limit)}${range}, by ${format(rate)} an hour, if ${assumes}.`.replace(
      /^The memory of (.*?) reach /,
      'The memory of $1 reaches ',
    );
  });
}

/** Which two, as `before  name, host, time`. */
export function momentLines({ before, after }: Comparison): readonly (readonly [string, string])[] {
  return (
    [
      ['before', before],
      ['after', after],
    ] as const
  ).map(([word, { name, hostname, capturedAt, verdict, headline }]) => [
    word,
    `${[name, hostname, capturedAt && formatTime(capturedAt)].filter(Boolean).join(' · ')}: ${verdict.toUpperCase()}, ${headline}`,
  ]);
}
