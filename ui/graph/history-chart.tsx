import type { Growth } from '../../src/model/diagnosis.ts';
import { describeRange, describeWindow } from '../../src/report/diagnosis/growth.ts';
import type { History } from '../../src/report/diagnosis/history/history.ts';
import { formatCount } from '../../src/wording/figures.ts';
import { linePath, scale } from './scale.ts';

const WIDTH = 420;
const HEIGHT = 208;
const BOX = { left: 18, right: 14, top: 26, bottom: 30 };
/** A forecast that lies further ahead than so many times the history is cut off. */
const FAR = 5;

interface HistoryChartProps {
  readonly growth: Growth;
  readonly history: History;
}

type Point = readonly [number, number];

/** What the leak holds over time: its past as an area with the window of its rate, its future as the range of the forecast. */
export function HistoryChart({ growth, history }: HistoryChartProps) {
  const { points, unit, total } = history;
  const first = points[0];
  const now = points.at(-1);
  if (first === undefined || now === undefined || now[0] <= first[0]) return null;
  const span = now[0] - first[0];
  // Others of the daemon hold some as well: the limit is nearer by those.
  const others = Math.max(0, (total ?? now[1]) - now[1]);
  const limit =
    growth.limit === undefined || unit === 'goroutines' ? undefined : Math.max(0, growth.limit - others);
  const range = limit === undefined ? undefined : findRange(growth, now, limit, span);
  const endAt = range?.endAt ?? now[0] + span * 0.08;
  const top = Math.max(now[1], range === undefined ? 0 : range.low[1]) * 1.06;
  const x = scale(first[0], endAt, BOX.left, WIDTH - BOX.right);
  const y = scale(0, top, HEIGHT - BOX.bottom, BOX.top);
  const base = HEIGHT - BOX.bottom;
  const line = linePath(points.map(([at, held]) => [x(at), y(held)]));
  const showsLimit = limit !== undefined && limit <= top;
  const to = ([at, held]: Point): string => `${x(at)} ${y(held)}`;
  return (
    <figure class="history">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={describe(history, growth)}>
        {growth.window !== undefined && (
          <Window from={x(readTime(growth.window.from))} to={x(readTime(growth.window.to))} base={base} />
        )}
        <line class="axis" x1={BOX.left} x2={WIDTH - BOX.right} y1={base} y2={base} />
        {showsLimit && (
          <g class="limit">
            <line x1={BOX.left} x2={WIDTH - BOX.right} y1={y(limit)} y2={y(limit)} />
            <text x={BOX.left} y={y(limit) - 7}>
              limit {formatCount(growth.limit ?? limit)}
            </text>
          </g>
        )}
        <path class="area" d={`${line}L${x(now[0])} ${base}L${x(first[0])} ${base}Z`} />
        <path class="curve" d={line} />
        {range !== undefined && (
          <>
            <path class="range" d={`M${to(now)}L${to(range.low)}L${to(range.high)}Z`} />
            <path class="forecast" d={`M${to(now)}L${to(range.low)}`} />
            <path class="forecast" d={`M${to(now)}L${to(range.high)}`} />
          </>
        )}
        <circle class="now" cx={x(now[0])} cy={y(now[1])} r="4" />
        <text class="held" x={x(now[0]) - 8} y={y(now[1]) - 9} text-anchor="end">
          {formatCount(now[1])}
        </text>
        <text class="tick" x={BOX.left - 8} y={base + 4} text-anchor="end">
          0
        </text>
        {growth.beganAt !== undefined && (
          <>
            <Start at={x(first[0])} base={base} />
            <text class="tick" x={x(first[0])} y={base + 19}>
              started
            </text>
          </>
        )}
        <text class="tick" x={x(now[0])} y={base + 19} text-anchor="middle">
          now
        </text>
        {range !== undefined && endAt > now[0] && x(endAt) - x(now[0]) > 150 && (
          <text class="tick end" x={x(endAt)} y={base + 19} text-anchor="end">
            {range.says}
          </text>
        )}
      </svg>
      <figcaption>{caption(history, growth)}</figcaption>
    </figure>
  );
}

interface Range {
  /** Where the earliest and the latest line end: at the limit, or where the picture ends. */
  readonly low: Point;
  readonly high: Point;
  readonly endAt: number;
  readonly says: string;
}

/** The lines of the forecast; cut off together where the limit is far away. Without a latest time the later line is level. */
function findRange({ forecast }: Growth, now: Point, limit: number, span: number): Range | undefined {
  if (forecast === undefined) return undefined;
  const low = Math.max(readTime(forecast.low), now[0] + 1);
  const high = forecast.high === undefined ? Number.POSITIVE_INFINITY : readTime(forecast.high);
  const latest = Number.isFinite(high) ? high : low;
  const isFar = latest - now[0] > span * FAR;
  const endAt = isFar ? now[0] + span : latest + (latest - now[0]) * 0.05;
  const pointAt = (reachedAt: number): Point =>
    reachedAt <= endAt
      ? [reachedAt, limit]
      : [endAt, now[1] + ((limit - now[1]) * (endAt - now[0])) / (reachedAt - now[0])];
  return {
    low: pointAt(low),
    high: pointAt(high),
    endAt,
    says: `${describeRange(forecast, new Date(now[0]).toISOString())}${isFar ? ' →' : ''}`,
  };
}

function readTime(iso: string): number {
  return Date.parse(iso);
}

function Start({ at, base }: { readonly at: number; readonly base: number }) {
  return <path class="start" d={`M${at} ${base - 6}V${base + 6}`} />;
}

/** The time over which the rate was read. */
function Window({ from, to, base }: { readonly from: number; readonly to: number; readonly base: number }) {
  return <rect class="window" x={from} y={BOX.top} width={Math.max(1, to - from)} height={base - BOX.top} />;
}

function caption({ unit, source }: History, { window, notGrowing }: Growth): string {
  const by = source === 'waits' ? 'the waits of the goroutines' : 'logs';
  const marked =
    window === undefined
      ? notGrowing === undefined
        ? ''
        : '; not growing now'
      : `; shaded: the last ${describeWindow(window)}, over which the rate was read`;
  return `${unit} held, source: ${by}${marked}`;
}

function describe({ unit, points }: History, { forecast, notGrowing }: Growth): string {
  const now = points.at(-1) ?? [0, 0];
  const says =
    forecast !== undefined
      ? `, the limit is reached ${describeRange(forecast, new Date(now[0]).toISOString())} after the capture`
      : notGrowing !== undefined
        ? ', not growing now'
        : '';
  return `${formatCount(now[1])} ${unit} held now${says}.`;
}
