import type { ReportData, StopSeries } from '../../src/report/page/report-data.ts';
import { formatCount, formatTime } from '../../src/wording/figures.ts';
import { linePath, scale } from '../graph/scale.ts';
import { ContainerName } from '../parts/container-name.tsx';
import { EvidenceList } from '../parts/evidence-list.tsx';
import { Safe } from '../parts/safe-text.tsx';

const WIDTH = 640;
const HEIGHT = 56;

type Message = StopSeries['messages'][number];

/** The stops of each container over time, all on the same clock. */
export function LogsView({ data }: { readonly data: ReportData }) {
  const { stops } = data;
  const times = stops.flatMap(({ messages }) =>
    messages.flatMap(({ firstAtMs, lastAtMs }) => [firstAtMs, lastAtMs].filter((at) => at !== undefined)),
  );
  const from = Math.min(...times);
  const to = Math.max(...times);
  return (
    <div class="logs">
      <h1>Logs</h1>
      <p class="lead">
        What the logs say of stops, for each container.
        {times.length > 0 &&
          ` From ${formatTime(new Date(from).toISOString())} to ${formatTime(new Date(to).toISOString())}.`}
      </p>
      {to > from && (
        <p class="clock" aria-hidden="true">
          <span>{clockOf(from)}</span>
          <span>{clockOf((from + to) / 2)}</span>
          <span>{clockOf(to)}</span>
        </p>
      )}
      <ul class="series">
        {stops.map((series) => (
          <li key={series.container}>
            <h2>
              <ContainerName data={data} id={series.container} />{' '}
              <code class="dim">
                <Safe text={series.container.slice(0, 12)} />
              </code>
            </h2>
            {series.messages.map((message, index) => (
              <MessageRow key={index} message={message} from={from} to={to} />
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The time of day, in UTC. */
function clockOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19);
}

interface MessageRowProps {
  readonly message: Message;
  readonly from: number;
  readonly to: number;
}

function MessageRow({ message, from, to }: MessageRowProps) {
  const { message: id, count, firstAtMs, lastAtMs, first, last } = message;
  return (
    <details class="message">
      <summary>
        <span class="about">
          <b>{formatCount(count)}</b> <Safe text={id} inline />
        </span>
        {firstAtMs !== undefined && lastAtMs !== undefined && to > from && (
          <Curve message={message} from={from} to={to} />
        )}
      </summary>
      <EvidenceList evidence={first.line === last.line ? [first] : [first, last]} />
    </details>
  );
}

/** How the count grew between its first and its last line. */
function Curve({ message, from, to }: MessageRowProps) {
  const { firstAtMs = from, lastAtMs = to, samples, count } = message;
  const x = scale(from, to, 4, WIDTH - 4);
  const y = scale(0, count, HEIGHT - 4, 6);
  const points: readonly (readonly [number, number])[] = [
    [firstAtMs, Math.min(1, count)],
    ...samples.map(({ atMs, count: upTo }) => [atMs, upTo] as const),
    [lastAtMs, count],
  ];
  const line = linePath(points.map(([at, upTo]) => [x(at), y(upTo)]));
  return (
    <svg class="curve-row" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <line class="axis" x1="0" x2={WIDTH} y1={HEIGHT - 4} y2={HEIGHT - 4} />
      {count > 1 && (
        <path class="area" d={`${line}L${x(lastAtMs)} ${HEIGHT - 4}L${x(firstAtMs)} ${HEIGHT - 4}Z`} />
      )}
      {count > 1 ? (
        <path class="curve" d={line} />
      ) : (
        <line class="curve" x1={x(firstAtMs)} x2={x(firstAtMs)} y1="10" y2={HEIGHT - 4} />
      )}
    </svg>
  );
}
