import type { Growth } from '../../src/model/diagnosis.ts';
import type { History } from '../../src/report/history/history.ts';
import { formatCount, formatDuration } from '../../src/wording/figures.ts';
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

/** What the leak holds over time: its past as an area, its future as a dashed line up to the limit. */
export function HistoryChart({ growth, history }: HistoryChartProps) {
  const { points, unit, total } = history;
  const first = points[0];
  const now = points.at(-1);
  if (first === undefined || now === undefined || now[0] <= first[0]) return null;
  const span = now[0] - first[0];
  const reachedAt = readTime(growth.limitReachedAt);
  const isFar = reachedAt !== undefined && reachedAt - now[0] > span * FAR;
  const endAt =
    reachedAt === undefined ? now[0] + span * 0.08 : isFar ? now[0] + span : reachedAt + span * 0.05;
  // Others of the daemon hold some as well: the limit is nearer by those.
  const others = Math.max(0, (total ?? now[1]) - now[1]);
  const limit = growth.limit === undefined ? undefined : Math.max(0, growth.limit - others);
  const forecastTo =
    reachedAt === undefined || limit === undefined
      ? undefined
      : isFar
        ? ([endAt, now[1] + ((limit - now[1]) * (endAt - now[0])) / (reachedAt - now[0])] as const)
        : ([reachedAt, limit] as const);
  const top = Math.max(now[1], forecastTo?.[1] ?? 0) * 1.06;
  const x = scale(first[0], endAt, BOX.left, WIDTH - BOX.right);
  const y = scale(0, top, HEIGHT - BOX.bottom, BOX.top);
  const base = HEIGHT - BOX.bottom;
  const line = linePath(points.map(([at, held]) => [x(at), y(held)]));
  const showsLimit = limit !== undefined && limit <= top;
  return (
    <figure class="history">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={describe(history, growth)}>
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
        {forecastTo !== undefined && (
          <path class="forecast" d={`M${x(now[0])} ${y(now[1])}L${x(forecastTo[0])} ${y(forecastTo[1])}`} />
        )}
        <circle class="now" cx={x(now[0])} cy={y(now[1])} r="4" />
        <text class="held" x={x(now[0]) - 8} y={y(now[1]) - 9} text-anchor="end">
          {formatCount(now[1])}
        </text>
        <text class="tick" x={BOX.left - 8} y={base + 4} text-anchor="end">
          0
        </text>
        <Start at={x(first[0])} base={base} />
        <text class="tick" x={x(first[0])} y={base + 19}>
          began
        </text>
        <text class="tick" x={x(now[0])} y={base + 19} text-anchor="middle">
          now
        </text>
        {forecastTo !== undefined && x(forecastTo[0]) - x(now[0]) > 70 && (
          <text class="tick end" x={x(forecastTo[0])} y={base + 19} text-anchor="end">
            {isFar
              ? `in ${formatDuration(((reachedAt ?? 0) - now[0]) / 1000)} →`
              : `in ${formatDuration((forecastTo[0] - now[0]) / 1000)}`}
          </text>
        )}
      </svg>
      <figcaption>
        {unit} held, by {history.from === 'waits' ? 'the waits of the goroutines' : 'the logs'}
      </figcaption>
    </figure>
  );
}

function readTime(iso: string | undefined): number | undefined {
  const time = iso === undefined ? Number.NaN : Date.parse(iso);
  return Number.isNaN(time) ? undefined : time;
}

function Start({ at, base }: { readonly at: number; readonly base: number }) {
  return <path class="start" d={`M${at} ${base - 6}V${base + 6}`} />;
}

function describe({ unit, points }: History, { limitReachedAt }: Growth): string {
  const held = points.at(-1)?.[1] ?? 0;
  const forecast = limitReachedAt === undefined ? '' : `, the limit is reached at ${limitReachedAt}`;
  return `${formatCount(held)} ${unit} held now${forecast}.`;
}
