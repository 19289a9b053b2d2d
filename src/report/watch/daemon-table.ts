import { formatBytes, formatCount, formatShare } from '../../wording/figures.ts';
import type { Line, Pen } from '../terminal/pen.ts';
import { renderGauge } from '../terminal/pictures/gauge.ts';
import { drawSparkline } from '../terminal/pictures/sparkline.ts';
import { renderTable, type Cell, type Column } from '../terminal/table.ts';
import { changeOf, formatRate, signed } from './changes.ts';
import { FIGURES, type DaemonWatch, type FigureName, type FigureWatch } from './watched.ts';

const WORDS: Readonly<Record<FigureName, string>> = {
  fds: 'descriptors',
  goroutines: 'goroutines',
  rssBytes: 'memory',
};
const GAUGE = 8;

/** What each daemon holds, how near its limit it is, and how that has changed over the looks; a row for each figure. */
export function renderDaemonTable(pen: Pen, daemons: readonly DaemonWatch[], atMs: number): Line[] {
  const rows = daemons.flatMap((watch) => {
    const known = FIGURES.filter((name) => watch.figures[name] !== undefined);
    return known.map((name, index) => renderFigure(pen, watch, name, index === 0, atMs));
  });
  if (rows.length === 0) return [];
  const shown = COLUMNS.flatMap(({ from, ...column }, index) =>
    pen.width >= from ? [{ column, index }] : [],
  );
  return renderTable(
    pen,
    shown.map(({ column }) => column),
    rows.map((row) => shown.map(({ index }) => row[index])),
    pen.width - 2,
  );
}

/** Shown from so many columns on: where it is narrow, the pictures give way first, then the rate, then the whole time. */
const COLUMNS: readonly (Column & { readonly from: number })[] = [
  { title: 'daemon', tone: 'name', shrinksTo: 7, from: 0 },
  { title: 'holds', shrinksTo: 6, from: 0 },
  { title: 'now', align: 'right', from: 0 },
  { title: 'limit', from: 50 },
  { title: 'last look', align: 'right', from: 0 },
  { title: 'watched', align: 'right', from: 60 },
  { title: 'a minute', align: 'right', from: 76 },
  { title: 'over the looks', from: 100 },
];

function renderFigure(
  pen: Pen,
  { daemon, figures }: DaemonWatch,
  name: FigureName,
  isFirst: boolean,
  atMs: number,
): readonly Cell[] {
  const watch = figures[name];
  if (watch === undefined) return [];
  const { sinceLast, sinceFirst, perMinute } = changeOf(watch, atMs);
  const format = name === 'rssBytes' ? formatBytes : formatCount;
  return [
    isFirst ? daemon.name : undefined,
    WORDS[name],
    watch.now === undefined ? '?' : format(watch.now),
    name === 'fds' && watch.now !== undefined && daemon.fdLimit !== undefined
      ? renderLimit(pen, watch.now, daemon.fdLimit)
      : undefined,
    renderChange(pen, sinceLast, name),
    renderChange(pen, sinceFirst, name),
    perMinute === undefined ? undefined : formatRate(perMinute, name),
    renderSeries(pen, watch),
  ];
}

/** No change is told without making a noise. */
function renderChange(pen: Pen, change: number | undefined, name: FigureName): Cell {
  return change === 0 ? [pen.span('·', 'dim')] : change === undefined ? undefined : signed(change, name);
}

function renderLimit(pen: Pen, fds: number, limit: number): Line {
  const share = formatShare(fds, limit);
  if (pen.width < 92) return [pen.span(share)];
  return [...renderGauge(pen, fds, limit, GAUGE), pen.span(share.padStart(6))];
}

/** From the least to the most of all looks; what only wavers stays low. */
function renderSeries(pen: Pen, { series }: FigureWatch): Line {
  const least = series.reduce((low, [, held]) => Math.min(low, held), Number.POSITIVE_INFINITY);
  const columns = Math.min(pen.width >= 112 ? 24 : 14, series.length);
  return [pen.span(drawSparkline(series, columns, { least, span: Math.max(20, least * 0.05) }), 'dim')];
}
